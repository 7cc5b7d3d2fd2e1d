import { Button, Input, Select } from 'antd';
import { useDevelopersText } from '../../messages/developers.js';
import { useFilters } from '../../router/use-filters.js';

/** The filters of the request log, which are in the address. */
export function RequestFilters({ isFiltered }: { readonly isFiltered: boolean }) {
  const text = useDevelopersText();
  const [filters, setFilters] = useFilters();
  const results = (['true', 'false'] as const).map((value) => ({ value, label: text(`log-result-${value}`) }));
  return (
    <div className="filters">
      <TextFilter name="authAppId" label={text('log-merchant')} />
      <TextFilter name="alipayCode" label={text('log-code')} />
      <Select
        allowClear
        aria-label={text('log-result')}
        placeholder={text('log-result')}
        value={filters.failed ?? null}
        options={results}
        onChange={(failed: string | null | undefined) => setFilters({ failed: failed ?? undefined })}
      />
      {isFiltered ? (
        <Button
          type="link"
          onClick={() => setFilters({ authAppId: undefined, alipayCode: undefined, failed: undefined })}
        >
          {text('log-clear')}
        </Button>
      ) : null}
    </div>
  );
}

function TextFilter({ name, label }: { readonly name: string; readonly label: string }) {
  const [{ [name]: value }, setFilters] = useFilters();
  return (
    <Input
      key={value ?? ''}
      allowClear
      defaultValue={value}
      placeholder={label}
      aria-label={label}
      onPressEnter={({ currentTarget }) => setFilters({ [name]: currentTarget.value.trim() || undefined })}
      onClear={() => setFilters({ [name]: undefined })}
    />
  );
}
