import { Button, Input, Select } from 'antd';
import { dateTimeFormat } from '../../language/formats.js';
import { useLanguage } from '../../language/language.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useCommonText } from '../../messages/common.js';
import { useFilters } from '../../router/use-filters.js';
import { deadlines, filterNames, isFiltered, kinds, reasons, states } from './authorization-filter.js';

/** The filters of the list, which are in the address. */
export function FilterBar() {
  const text = useAuthorizationsText();
  const common = useCommonText();
  const { locale } = useLanguage();
  const [filters, setFilters] = useFilters();
  const before = Number(filters.deadlineBefore ?? 0) || 0;
  const date = dateTimeFormat(locale).format(before);
  return (
    <div className="filters">
      <Input.Search
        key={`q ${filters.q}`}
        className="filter-search"
        allowClear
        defaultValue={filters.q}
        placeholder={text('search-hint')}
        aria-label={text('search')}
        onSearch={(q) => setFilters({ q: q.trim() || undefined })}
      />
      <Choice
        name="state"
        label={text('filter-state')}
        options={states.map((value) => ({ value, label: common(`state-${value}`) }))}
      />
      <Choice
        name="reason"
        label={text('filter-reason')}
        options={reasons.map((value) => ({ value, label: common(`reason-${value}`) }))}
      />
      <Choice
        name="kind"
        label={text('filter-kind')}
        options={kinds.map((value) => ({ value, label: text(`kind-${value}`) }))}
      />
      {before > 0 ? (
        <Button onClick={() => setFilters({ deadlineBefore: undefined })}>{text('deadline-before', { date })} ✕</Button>
      ) : (
        <Choice
          name="deadline"
          label={text('filter-deadline')}
          options={deadlines.map((value) => ({ value, label: text(`deadline-${value}`) }))}
        />
      )}
      <Input
        key={`lacking ${filters.lacking}`}
        className="filter-lacking"
        allowClear
        defaultValue={filters.lacking}
        placeholder={text('filter-lacking-hint')}
        aria-label={text('filter-lacking')}
        prefix={<span className="filter-prefix">{text('filter-lacking')}</span>}
        onPressEnter={({ currentTarget }) => setFilters({ lacking: currentTarget.value.trim() || undefined })}
        onClear={() => setFilters({ lacking: undefined })}
      />
      {isFiltered(filters) ? (
        <Button
          type="link"
          onClick={() => setFilters(Object.fromEntries(filterNames.map((name) => [name, undefined])))}
        >
          {text('filter-clear')}
        </Button>
      ) : null}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: { readonly value: string; readonly label: string }[];
}

function Choice({ name, label, options }: ChoiceProps) {
  const [filters, setFilters] = useFilters();
  return (
    <Select
      className="filter-choice"
      allowClear
      aria-label={label}
      placeholder={label}
      value={filters[name] ?? null}
      options={options}
      popupMatchSelectWidth={false}
      onChange={(value: string | null | undefined) => setFilters({ [name]: value ?? undefined })}
    />
  );
}
