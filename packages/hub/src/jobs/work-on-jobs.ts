import type { HubContext } from '../context/hub-context.js';
import { type JobLease, JobStopped, leaseJob } from './job-lease.js';
import { isPassing, jobProblem } from './job-problem.js';
import type { JobKind } from './job-table.js';
import { runBulk } from './run-bulk.js';
import { runExport } from './run-export.js';

/** Milliseconds after which a job that could not go on is tried again. */
const pause = 15_000;

type Run = (context: HubContext, lease: JobLease) => Promise<object>;

const runs: Readonly<Record<JobKind, Run>> = {
  check: runBulk,
  rotate: runBulk,
  link: runBulk,
  export: runExport,
  reseal: ({ vault }, lease) =>
    vault.reseal({
      signal: lease.signal,
      onProgress: ({ resealed, quarantined }) => lease.report({ done: resealed, failed: quarantined }),
    }),
  'verify-audit': ({ vault }, lease) =>
    vault.verifyAudit({ signal: lease.signal, onProgress: ({ chains }) => lease.report({ done: chains }) }),
};

/** Works on one job. @returns whether there was one */
export async function workOnJobs(context: HubContext, stopping: AbortSignal): Promise<boolean> {
  const lease = await leaseJob(context);
  if (lease === undefined) return false;
  const stop = () => lease.stop('stopping');
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  try {
    await work(context, lease);
  } finally {
    stopping.removeEventListener('abort', stop);
    await lease.close();
  }
  return true;
}

async function work(context: HubContext, lease: JobLease): Promise<void> {
  const { id, kind, cancel_requested } = lease.job;
  if (cancel_requested === 1) lease.stop('cancelled');
  try {
    lease.signal.throwIfAborted();
    const summary = await runs[kind](context, lease);
    await lease.end('done', { summary: JSON.stringify(summary) });
  } catch (error) {
    const stopped = lease.signal.aborted ? lease.signal.reason : error;
    if (stopped instanceof JobStopped) return endStopped(lease, stopped);
    if (isPassing(error)) return lease.release(pause, jobProblem(error));
    context.log.error({ err: error, jobId: id, job: kind }, 'a job failed');
    await lease.end('failed', jobProblem(error));
  }
}

async function endStopped(lease: JobLease, { why }: JobStopped): Promise<void> {
  if (why === 'cancelled') await lease.end('cancelled', {});
  if (why === 'stopping') await lease.release(0);
}
