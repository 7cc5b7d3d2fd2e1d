import type { AuthorizationKey } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';

/** Rotations of an authorization whose pairs may exist at Alipay without being stored here. */
export interface OpenRotations {
  /** The pairs that lost rotations started from: their outcome is unknown, and no later rotation was applied. */
  readonly lostFrom: ReadonlySet<string>;
  /** Whether a rotation is under way, or its response waits to be applied. */
  readonly pending: boolean;
}

/** Operations that are read; far more than there are between two successful rotations. */
const most = 50;

/** A lost rotation counts for the authorization, whichever pair it started from. */
export async function readOpenRotations(
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<OpenRotations> {
  const operations = await database
    .selectFrom('operation')
    .select(['id', 'pair_id', 'state', 'lease_until'])
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('kind', '=', 'rotate')
    .where('state', '!=', 'failed')
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  // Leases are timed by the database's clock, and so tell the order; ids are made of the processes' own clocks.
  const ordered = operations.toSorted((a, b) => b.lease_until - a.lease_until || (a.id < b.id ? 1 : -1));
  const applied = ordered.findIndex(({ state }) => state === 'applied');
  const open = applied === -1 ? ordered : ordered.slice(0, applied);
  const lost = open.filter(({ state }) => state === 'unknown');
  return {
    lostFrom: new Set(lost.map(({ pair_id }) => pair_id ?? '')),
    pending: operations.some(({ state }) => state === 'started' || state === 'received'),
  };
}
