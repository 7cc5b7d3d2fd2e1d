import type { Job } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { hub } from '../../api/hub.js';
import { QueryView } from '../../display/query-view.js';
import { RelativeTime } from '../../display/relative-time.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';

type Kind = 'reseal' | 'verify-audit';

const isEnded = ({ state }: Job) => state !== 'queued' && state !== 'running';

/** A job on the whole database: the last one with its progress, and the button that starts one. */
export function DatabaseJob({ kind }: { readonly kind: Kind }) {
  const text = useSettingsText();
  const query = useQuery({
    queryKey: ['jobs', 'last', kind],
    queryFn: async ({ signal }) => (await hub.jobs.list({ kind, limit: 1 }, { signal })).jobs[0] ?? null,
    refetchInterval: ({ state: { data } }) => (data === undefined || data === null || isEnded(data) ? false : 1_000),
  });
  const start = useAction({ run: () => hub.jobs.create({ kind }), changes: [['jobs', 'last', kind]] });
  const { data: job } = query;
  const isRunning = job !== undefined && job !== null && !isEnded(job);
  return (
    <>
      <QueryView query={query} rows={1}>
        {(last) => (last === null ? <p>{text('job-none')}</p> : <LastJob job={last} kind={kind} />)}
      </QueryView>
      <Button loading={start.isPending || isRunning} onClick={() => start.mutate()}>
        {text(`job-start-${kind}`)}
      </Button>
    </>
  );
}

function LastJob({ job, kind }: { readonly job: Job; readonly kind: Kind }) {
  const text = useSettingsText();
  const { state, done, failed, total, problem, endedAt } = job;
  if (!isEnded(job)) {
    const percent = total === null || total === 0 ? 0 : Math.round((done / total) * 100);
    return (
      <div aria-live="polite">
        {total === null ? null : <Progress percent={percent} aria-label={text(`job-${state}`)} />}
        <p>
          {text(`job-${state}`)} · {text(`job-count-${kind}`, { count: done })}
        </p>
      </div>
    );
  }
  return (
    <div aria-live="polite">
      <p>
        {text(`job-${state}`)} {endedAt === null ? null : <RelativeTime at={endedAt} />} ·{' '}
        {text(`job-count-${kind}`, { count: done })}
      </p>
      {failed > 0 ? <Alert type="error" showIcon title={text('job-failures', { count: failed })} /> : null}
      {problem === null ? null : <Alert type="error" showIcon title={problem.detail} />}
      {state === 'done' ? <Outcome {...job} /> : null}
    </div>
  );
}

/** What a job found out. */
function Outcome({ kind, summary }: Job) {
  const text = useSettingsText();
  const { broken = [], retired = [] }: { broken?: readonly unknown[]; retired?: readonly string[] } = summary ?? {};
  if (kind === 'verify-audit') {
    return broken.length === 0 ? (
      <p>{text('audit-intact')}</p>
    ) : (
      <Alert type="error" showIcon title={text('audit-broken', { count: broken.length })} />
    );
  }
  return retired.length === 0 ? null : <p>{text('master-retired', { keys: retired.join(', ') })}</p>;
}
