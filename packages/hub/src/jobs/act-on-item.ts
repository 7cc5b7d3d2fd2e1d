import type { Authorization } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import { createLink } from '../links/create-link.js';
import { linkOf } from '../links/link-schema.js';
import type { LinkRow } from '../links/link-table.js';
import { HubError } from '../problems/hub-error.js';
import { problemOf } from '../problems/problem-of.js';
import { isPassing } from './job-problem.js';
import type { JobParameters } from './job-schema.js';
import type { JobItemRow, JobRow } from './job-table.js';

/** What came of an item. */
export interface ItemOutcome {
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly detail: Readonly<Record<string, unknown>>;
}

const week = 7 * 86_400;

/** @throws what passes by itself: the item is tried again */
export async function actOnItem(context: HubContext, job: JobRow, item: JobItemRow): Promise<ItemOutcome> {
  try {
    return await act(context, job, item);
  } catch (error) {
    if (isPassing(error)) throw error;
    const problem = problemOf(error);
    if (problem.code === 'internal') {
      context.log.error({ err: problem.cause, jobId: job.id }, 'an item of a job failed because of a bug');
    }
    return { state: 'failed', detail: { problem: problem.code, detail: problem.message } };
  }
}

async function act(context: HubContext, job: JobRow, item: JobItemRow): Promise<ItemOutcome> {
  if (job.kind === 'link') return link(context, job, item);
  const { vault } = context;
  const { app_id: appId, auth_app_id } = item;
  const authAppId = auth_app_id ?? '';
  const authorization = await vault.authorization(appId, authAppId);
  if (authorization === undefined) throw new HubError('unknown-authorization', 'there is no such authorization');
  const { state, generation } = authorization;
  if (state === 'cancelled' || state === 'deactivated') return { state: 'skipped', detail: { problem: state } };
  if (job.kind === 'check') return checked(await vault.check(appId, authAppId));
  // The node before was killed after the rotation, or something else rotated meanwhile.
  if (item.generation !== null && generation > item.generation) return { state: 'ok', detail: { generation } };
  const { reason = 'job' } = JSON.parse(job.parameters) as JobParameters;
  const rotated = await vault.rotate(appId, authAppId, { reason });
  return { state: 'ok', detail: { generation: rotated.generation } };
}

const checked = ({ state, reason }: Authorization): ItemOutcome => ({
  state: 'ok',
  detail: reason === null ? { state } : { state, reason },
});

async function link(context: HubContext, job: JobRow, item: JobItemRow): Promise<ItemOutcome> {
  const reference = item.reference ?? (await referenceOf(context, item));
  if (reference === null) return { state: 'skipped', detail: { problem: 'unassigned' } };
  const { expiresIn = week, kinds, language } = JSON.parse(job.parameters) as JobParameters;
  const wanted = {
    reference,
    expiresIn,
    ...(kinds === undefined ? {} : { kinds }),
    ...(language === undefined ? {} : { language }),
  };
  const row = (await findLink(context, job, reference)) ?? (await createLink(context, item.app_id, wanted, job.id));
  const { id, page, expiresAt } = linkOf(context, row);
  return { state: 'ok', detail: { linkId: id, page, expiresAt } };
}

async function referenceOf({ vault }: HubContext, { app_id, auth_app_id }: JobItemRow): Promise<string | null> {
  const authorization = await vault.authorization(app_id, auth_app_id ?? '');
  if (authorization === undefined) throw new HubError('unknown-authorization', 'there is no such authorization');
  return authorization.reference;
}

/** The one that a node made before it was killed. */
function findLink({ store }: HubContext, { id, app_id }: JobRow, reference: string): Promise<LinkRow | undefined> {
  return store.read((database) =>
    database
      .selectFrom('hub_link')
      .selectAll()
      .where('app_id', '=', app_id)
      .where('reference', '=', reference)
      .where('created_by', '=', id)
      .executeTakeFirst(),
  );
}
