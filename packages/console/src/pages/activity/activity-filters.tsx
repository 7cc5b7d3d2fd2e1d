import { Button, Input, Segmented, Select } from 'antd';
import { localMinute } from '../../display/local-minute.js';
import { useActivityText } from '../../messages/activity.js';
import { useFilters } from '../../router/use-filters.js';
import { useApplication, useApplications } from '../../session/applications.js';
import { isFiltered, kinds, noFilters, times, verdictsOf } from './activity-filter.js';

const all = 'all';

/** The filters of the list, which are in the address. */
export function ActivityFilters() {
  const text = useActivityText();
  const applications = useApplications();
  const application = useApplication();
  const [filters, setFilters] = useFilters();
  const { kind, verdict, time, of, authAppId } = filters;
  const chooseTime = (chosen: string) => {
    const day = chosen === 'range' ? localMinute(Date.now() - 86_400_000) : undefined;
    setFilters({ time: chosen === all ? undefined : chosen, since: day, until: undefined });
  };
  return (
    <div className="filters activity-filters">
      <Segmented
        aria-label={text('filter-kind')}
        value={kind ?? all}
        onChange={(value) => setFilters({ kind: value === all ? undefined : value, verdict: undefined })}
        options={([all, ...kinds] as const).map((value) => ({ value, label: text(`kind-${value}`) }))}
      />
      <Select
        className="activity-choice"
        aria-label={text('filter-verdict-name')}
        allowClear
        placeholder={text('filter-verdict')}
        value={verdict ?? null}
        onChange={(value) => setFilters({ verdict: value ?? undefined })}
        options={verdictsOf(kind).map((value) => ({ value: value as string, label: text(`verdict-${value}`) }))}
      />
      <Select
        className="activity-choice"
        aria-label={text('filter-application')}
        value={of === all ? all : (application?.appId ?? all)}
        onChange={(value) =>
          setFilters(value === all ? { of: all, authAppId: undefined } : { of: undefined, app: value })
        }
        options={[
          { value: all, label: text('application-all') },
          ...applications.map(({ appId, name }) => ({ value: appId, label: name })),
        ]}
      />
      <Select
        className="activity-choice"
        aria-label={text('filter-time')}
        value={time ?? all}
        onChange={chooseTime}
        options={[
          { value: all, label: text('time-any') },
          ...times.map((value) => ({ value: value as string, label: text(`time-${value}`) })),
        ]}
      />
      {time === 'range' ? <TimeRange /> : null}
      {of === all ? null : (
        <Input
          key={`merchant ${authAppId}`}
          className="activity-merchant"
          allowClear
          defaultValue={authAppId}
          placeholder={text('filter-merchant')}
          aria-label={text('filter-merchant')}
          onPressEnter={({ currentTarget }) => setFilters({ authAppId: currentTarget.value.trim() || undefined })}
          onClear={() => setFilters({ authAppId: undefined })}
        />
      )}
      {isFiltered(filters) ? (
        <Button type="link" onClick={() => setFilters(noFilters)}>
          {text('clear')}
        </Button>
      ) : null}
    </div>
  );
}

function TimeRange() {
  const text = useActivityText();
  const [{ since, until }, setFilters] = useFilters();
  return (
    <>
      <Input
        type="datetime-local"
        className="activity-instant"
        aria-label={text('time-since')}
        prefix={<span className="activity-note">{text('time-since')}</span>}
        value={since ?? ''}
        onChange={({ target }) => setFilters({ since: target.value || undefined })}
      />
      <Input
        type="datetime-local"
        className="activity-instant"
        aria-label={text('time-until')}
        prefix={<span className="activity-note">{text('time-until')}</span>}
        value={until ?? ''}
        onChange={({ target }) => setFilters({ until: target.value || undefined })}
      />
    </>
  );
}
