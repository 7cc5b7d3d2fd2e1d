import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { firstIdAt } from '../context/new-id.js';
import { HubError } from '../problems/hub-error.js';
import type { HubSchema } from '../store/hub-schema.js';
import type { HubDatabase, HubStore } from '../store/hub-store.js';
import { hasFailed, type LoggedRequest, type RequestKind } from './logged-request.js';
import { decodeBatch, longestSpan, terms } from './request-batch.js';

/** What to look for. What is left out narrows nothing. */
export interface RequestQuery {
  /** The applications; a request that names none is about none of them. */
  readonly appIds?: readonly string[] | undefined;
  readonly authAppId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly alipayCode?: string | undefined;
  readonly failed?: boolean | undefined;
  /** Milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** Milliseconds, exclusive. */
  readonly to?: number | undefined;
  /** The id of the last request of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Batches of the first statement, and of one at most. */
const firstBatches = 10;
const mostBatches = 100;
/** Requests that are decoded at a time, roughly: other work goes on in between. */
const decodedAtOnce = 5_000;

/** The requests that fit, newest first. @throws HubError */
export async function findRequests(store: Pick<HubStore, 'read'>, query: RequestQuery): Promise<LoggedRequest[]> {
  const { limit } = query;
  let before = firstBatchBehind(query);
  let size = firstBatches;
  let found: LoggedRequest[] = [];
  for (;;) {
    const rows = await store.read((database) => batchesOf(database, query, before).limit(size).execute());
    // A batch has a row for each application that a merchant application authorized.
    const batches = [...new Map(rows.map((row) => [row.id, row])).values()];
    const contents = await readContents(store, batches);
    const fitting = contents.flatMap((batch) => decodeBatch(batch, (kind) => fitsKind(kind, query)));
    found = [...found, ...fitting.filter((one) => isInRange(one, query))].sort(newestFirst).slice(0, limit);
    const oldest = batches.at(-1);
    if (oldest === undefined || rows.length < size) return found;
    // Batches of several nodes overlap. Those that are left have nothing that is newer than the newest request of this one.
    const settled = firstIdAt('req', timeOf(oldest.id) + 1);
    if (found.length === limit && found.every(({ id }) => id >= settled)) return found;
    before = oldest.id;
    const decoded = batches.reduce((sum, { requests }) => sum + Number(requests), 0);
    size = Math.min(mostBatches, Math.ceil((decodedAtOnce * batches.length) / Math.max(1, decoded)));
  }
}

const newestFirst = (a: LoggedRequest, b: LoggedRequest) => (a.id < b.id ? 1 : -1);

/** From this batch on, they have nothing that fits. */
function firstBatchBehind({ to, after }: RequestQuery): string | undefined {
  const ends = [to, after === undefined ? undefined : timeOf(after) + 1].filter((time) => time !== undefined);
  return ends.length === 0 ? undefined : firstIdAt('rqb', Math.min(...ends) + longestSpan);
}

/** When the request of an id ended, or the newest request of a batch. @throws HubError */
function timeOf(id: string): number {
  const [, time] = /^(?:req|rqb)_([0-9a-f]{12})[0-9a-f]{20}$/.exec(id) ?? [];
  if (time === undefined)
    throw new HubError('invalid-request', 'cursor: expected what `next` was in the response before');
  return Number.parseInt(time, 16);
}

/** Batches that may have something that fits, the one with the newest request first. */
function batchesOf(database: HubDatabase, query: RequestQuery, before: string | undefined) {
  const { authAppId, from } = query;
  const columns = ['id', 'requests'] as const;
  const hasTerms = termsOf(query);
  if (authAppId === undefined) {
    let batches = database.selectFrom('hub_request_batch').select(columns).where(hasTerms);
    if (before !== undefined) batches = batches.where('id', '<', before);
    if (from !== undefined) batches = batches.where('id', '>=', firstIdAt('rqb', from));
    return batches.orderBy('id', 'desc');
  }
  let batches = database
    .selectFrom('hub_request_merchant')
    .innerJoin('hub_request_batch', 'id', 'batch_id')
    .select(columns)
    .where('auth_app_id', '=', authAppId)
    .where(hasTerms);
  if (before !== undefined) batches = batches.where('batch_id', '<', before);
  if (from !== undefined) batches = batches.where('batch_id', '>=', firstIdAt('rqb', from));
  return batches.orderBy('batch_id', 'desc');
}

/** Apart from the search: MySQL would read the contents of every batch that it looks at. */
async function readContents(store: Pick<HubStore, 'read'>, batches: readonly { readonly id: string }[]) {
  if (batches.length === 0) return [];
  const ids = batches.map(({ id }) => id);
  return store.read((database) =>
    database.selectFrom('hub_request_batch').select(['id', 'content']).where('id', 'in', ids).execute(),
  );
}

/** That a batch has what is looked for, as far as its terms tell. */
function termsOf({ appIds, keyId, alipayCode, failed }: RequestQuery): Expression<SqlBool> {
  const { and, or, eb } = expressionBuilder<HubSchema, 'hub_request_batch'>();
  const has = (term: string) => eb('terms', 'like', patternOf(term));
  const conditions: Expression<SqlBool>[] = [];
  if (appIds !== undefined) conditions.push(or(appIds.map((appId) => has(terms.application(appId)))));
  if (keyId !== undefined) conditions.push(has(terms.key(keyId)));
  if (alipayCode !== undefined) conditions.push(has(terms.code(alipayCode)));
  if (failed !== undefined) conditions.push(has(terms.outcome(failed)));
  return and(conditions);
}

/** Finds a term in JSON. It may find more: each request is examined afterwards. */
const patternOf = (term: string) => `%"${term.replaceAll(/[^\w.:-]+/g, '%')}"%`;

function fitsKind(kind: RequestKind, { appIds, authAppId, keyId, alipayCode, failed }: RequestQuery): boolean {
  return (
    (appIds === undefined || (kind.appId !== null && appIds.includes(kind.appId))) &&
    (authAppId === undefined || kind.authAppId === authAppId) &&
    (keyId === undefined || kind.keyId === keyId) &&
    (alipayCode === undefined || kind.alipayCode === alipayCode) &&
    (failed === undefined || hasFailed(kind) === failed)
  );
}

const isInRange = ({ id, at }: LoggedRequest, { from = 0, to = Number.POSITIVE_INFINITY, after }: RequestQuery) =>
  at >= from && at < to && (after === undefined || id < after);
