import type { Authorization } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import { actOnItem, type ItemOutcome } from './act-on-item.js';
import { insertItems } from './create-job.js';
import type { JobLease } from './job-lease.js';
import type { JobParameters } from './job-schema.js';
import type { JobItemRow } from './job-table.js';

/** Authorizations of one page when items are listed. */
const page = 500;
/** Items at the same time: what a killed node may leave without an outcome. */
const batch = 16;

interface Counts {
  done: number;
  failed: number;
  skipped: number;
}

/** Lists the items of a job, and acts on each. Goes on where the node before stopped. */
export async function runBulk(context: HubContext, lease: JobLease): Promise<object> {
  if (lease.job.planned === 0) await listItems(context, lease);
  const { done, failed, skipped } = lease.job;
  const counts: Counts = { done, failed, skipped };
  for (;;) {
    lease.signal.throwIfAborted();
    const items = await readWaiting(context, lease);
    if (items.length === 0) return { ok: counts.done - counts.failed - counts.skipped };
    const known = await recordGenerations(context, lease, items);
    const acted = await Promise.allSettled(known.map((item) => actOnItem(context, lease.job, item)));
    const outcomes = acted.flatMap((one, index) => (one.status === 'fulfilled' ? [{ index, ...one.value }] : []));
    for (const { state } of outcomes) {
      counts.done += 1;
      if (state === 'failed') counts.failed += 1;
      if (state === 'skipped') counts.skipped += 1;
    }
    await store(lease, counts, known, outcomes);
    const stopped = acted.find((one) => one.status === 'rejected');
    if (stopped !== undefined) throw stopped.reason;
  }
}

async function listItems({ vault }: HubContext, lease: JobLease): Promise<void> {
  const { id, app_id, parameters, place, total } = lease.job;
  const appId = app_id ?? '';
  const { deadlineBefore: dueBefore, ...filter } = (JSON.parse(parameters) as JobParameters).filter ?? {};
  let after: Pick<Authorization, 'authAppId' | 'refreshDeadline'> | undefined =
    place === null ? undefined : JSON.parse(place);
  let count = total ?? 0;
  for (;;) {
    lease.signal.throwIfAborted();
    const { value = [] } = await vault.list({ appId, ...filter, dueBefore, after, pageSize: page }).next();
    const items = value.map((authorization, index) => itemOf(id, count + index, authorization));
    const last = value.at(-1);
    count += items.length;
    const isEnd = last === undefined || value.length < page;
    if (last !== undefined) after = { authAppId: last.authAppId, refreshDeadline: last.refreshDeadline };
    await lease.advance({ total: count, place: JSON.stringify(after ?? null), planned: Number(isEnd) }, (database) =>
      insertItems(database, items),
    );
    if (isEnd) return;
  }
}

function itemOf(jobId: string, sequence: number, { appId, authAppId, reference }: Authorization): JobItemRow {
  const about = { app_id: appId, auth_app_id: authAppId, reference };
  return { job_id: jobId, sequence, ...about, generation: null, state: 'waiting', detail: null };
}

function readWaiting({ store }: HubContext, { job }: JobLease): Promise<JobItemRow[]> {
  return store.read((database) =>
    database
      .selectFrom('hub_job_item')
      .selectAll()
      .where('job_id', '=', job.id)
      .where('state', '=', 'waiting')
      .orderBy('sequence')
      .limit(batch)
      .execute(),
  );
}

/** What is known before the first attempt tells afterwards whether it was made. */
async function recordGenerations({ vault }: HubContext, lease: JobLease, items: readonly JobItemRow[]) {
  if (lease.job.kind !== 'rotate') return items;
  const known = await Promise.all(
    items.map(async (item) => {
      if (item.generation !== null) return item;
      const authorization = await vault.authorization(item.app_id, item.auth_app_id ?? '');
      return { ...item, generation: authorization?.generation ?? 0 };
    }),
  );
  await lease.advance({}, async (database) => {
    for (const { job_id, sequence, generation } of known) {
      await database
        .updateTable('hub_job_item')
        .set({ generation })
        .where('job_id', '=', job_id)
        .where('sequence', '=', sequence)
        .execute();
    }
  });
  return known;
}

async function store(
  lease: JobLease,
  counts: Counts,
  items: readonly JobItemRow[],
  outcomes: readonly (ItemOutcome & { readonly index: number })[],
): Promise<void> {
  await lease.advance({ ...counts }, async (database) => {
    for (const { index, state, detail } of outcomes) {
      await database
        .updateTable('hub_job_item')
        .set({ state, detail: JSON.stringify(detail) })
        .where('job_id', '=', lease.job.id)
        .where('sequence', '=', items[index]?.sequence ?? -1)
        .execute();
    }
  });
}
