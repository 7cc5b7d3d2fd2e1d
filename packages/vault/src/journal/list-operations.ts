import { unindexed } from '@lingpai/database';
import type { VaultContext } from '../context/vault-context.js';
import { checkNumber } from '../options/check-options.js';
import type { OperationRow } from '../store/schema.js';

/** What `operations` takes; every member narrows the list. */
export interface OperationListOptions {
  /** All applications of the database by default. */
  readonly appIds?: readonly string[] | undefined;
  /** Only those of this merchant application, with one of `appIds`. */
  readonly authAppId?: string | undefined;
  readonly kind?: 'redeem' | 'rotate' | undefined;
  readonly state?: OperationRow['state'] | undefined;
  /** Only those before the one with this `id`: goes on where an earlier list ended. */
  readonly before?: string | undefined;
  /** Only those that began then or later; milliseconds since 1970. */
  readonly since?: number | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

/** A redemption or a rotation in the journal, without what Alipay responded. Times in milliseconds since 1970. */
export interface Operation {
  /** 32 hexadecimal digits that sort by time. */
  readonly id: string;
  readonly kind: 'redeem' | 'rotate';
  readonly appId: string;
  /** `null` for a redemption, which may bring several. */
  readonly authAppId: string | null;
  /** `started`: its outcome is not known yet. `received`: Alipay's response is stored, and takes effect. */
  readonly state: OperationRow['state'];
  /** Why it was made. */
  readonly reason: string | null;
  readonly startedAt: number;
  readonly settledAt: number | null;
  /** What kind of failure it was. */
  readonly failure: string | null;
  /** Alipay's code, when it failed. */
  readonly failureCode: string | null;
  readonly traceId: string | null;
}

const columns = [
  'id',
  'kind',
  'app_id',
  'auth_app_id',
  'state',
  'reason',
  'started_at',
  'settled_at',
  'failure',
  'failure_code',
  'trace_id',
] as const;

/** Pages of operations, newest first. @throws TypeError naming the option that is wrong */
export async function* listOperations(
  { store }: VaultContext,
  { appIds, authAppId, kind, state, before, since, pageSize = 100 }: OperationListOptions,
): AsyncGenerator<Operation[], void, undefined> {
  checkNumber(pageSize, 'pageSize', 1, 1_000);
  if (since !== undefined) checkNumber(since, 'since', 0, 8.64e15);
  if (appIds?.length === 0) return;
  for (let last = before ?? 'g'; ; ) {
    const end = last;
    const rows = await store.read((database) => {
      let query = database.selectFrom('operation').select(columns).where('id', '<', end);
      if (appIds?.length === 1) query = query.where('app_id', '=', appIds[0] ?? '');
      else if (appIds !== undefined) query = query.where((where) => where(unindexed(where, 'app_id'), 'in', appIds));
      if (authAppId !== undefined) query = query.where('auth_app_id', '=', authAppId);
      if (since !== undefined) query = query.where('id', '>=', Math.floor(since).toString(16).padStart(12, '0'));
      if (kind !== undefined) query = query.where('kind', '=', kind);
      // Nearly all have been applied.
      if (state === 'applied') query = query.where((where) => where(unindexed(where, 'state'), '=', state));
      else if (state !== undefined) query = query.where('state', '=', state);
      return query.orderBy('id', 'desc').limit(pageSize).execute();
    });
    if (rows.length > 0) yield rows.map(operationOf);
    const oldest = rows.at(-1);
    if (oldest === undefined || rows.length < pageSize) return;
    last = oldest.id;
  }
}

function operationOf(row: Pick<OperationRow, (typeof columns)[number]>): Operation {
  return {
    id: row.id,
    kind: row.kind,
    appId: row.app_id,
    authAppId: row.auth_app_id,
    state: row.state,
    reason: row.reason,
    startedAt: row.started_at,
    settledAt: row.settled_at,
    failure: row.failure,
    failureCode: row.failure_code,
    traceId: row.trace_id,
  };
}
