import type { Job } from '@lingpai/hub-client/types';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { hub } from '../../api/hub.js';
import { Dialog } from '../../display/dialog.js';
import { Opening, useOpening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useFilters } from '../../router/use-filters.js';

const isEnded = ({ state }: Pick<Job, 'state'>) => state !== 'queued' && state !== 'running';

/** The job that the address names (`?job=`), until the member closes it. */
export function JobProgress() {
  const [{ job }, setFilters] = useFilters();
  return (
    <Opening of={job} onClose={() => setFilters({ job: undefined })}>
      {(jobId) => <JobDialog jobId={jobId} />}
    </Opening>
  );
}

function JobDialog({ jobId }: { readonly jobId: string }) {
  const text = useAuthorizationsText();
  const { close } = useOpening();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ['jobs', jobId],
    queryFn: ({ signal }) => hub.jobs.get({ jobId }, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isEnded(data) ? false : 1_000),
  });
  const cancel = useAction({ run: () => hub.jobs.cancel({ jobId }), changes: [['jobs']] });
  const { data: job } = query;
  const hasEnded = job !== undefined && isEnded(job);
  useEffect(() => {
    if (hasEnded) void queryClient.invalidateQueries({ queryKey: ['authorizations'] });
  }, [hasEnded, queryClient]);
  const kind = (['check', 'rotate', 'link'] as const).find((one) => one === job?.kind) ?? 'check';
  return (
    <Dialog
      title={text(`job-${kind}`)}
      footer={
        <>
          {hasEnded ? (
            <Button href={`/v1/jobs/${jobId}/result`} download={`${jobId}.jsonl`}>
              {text('job-result')}
            </Button>
          ) : (
            <Button loading={cancel.isPending || job?.cancelRequested === true} onClick={() => cancel.mutate()}>
              {text('job-cancel')}
            </Button>
          )}
          <Button type="primary" onClick={close}>
            {text('job-close')}
          </Button>
        </>
      }
    >
      <QueryView query={query} rows={2}>
        {(found) => <Counts {...found} />}
      </QueryView>
      {hasEnded ? null : <p>{text('job-hint')}</p>}
    </Dialog>
  );
}

function Counts({ state, total, done, failed, skipped, problem }: Job) {
  const text = useAuthorizationsText();
  const percent = total === null || total === 0 ? (state === 'done' ? 100 : 0) : Math.round((done / total) * 100);
  const status = state === 'failed' ? 'exception' : state === 'done' ? 'success' : 'normal';
  return (
    <div aria-live="polite">
      <Progress percent={percent} status={status} aria-label={text(`job-state-${state}`)} />
      <div className="job-counts">
        <strong>{text(`job-state-${state}`)}</strong>
        <span>{total === null ? text('job-counting') : text('job-progress', { done, total })}</span>
        {failed > 0 ? <span>{text('job-failed', { count: failed })}</span> : null}
        {skipped > 0 ? <span>{text('job-skipped', { count: skipped })}</span> : null}
      </div>
      {problem === null ? null : <p>{problem.detail}</p>}
    </div>
  );
}
