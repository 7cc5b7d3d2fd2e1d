import type { Database } from '../store/engine.js';
import type { PairRow } from '../store/schema.js';

/** Pairs of one authorization that are considered: more than are issued while an older one can still matter. */
export const consideredPairs = 60;

/** @returns the pairs by id */
export async function readPairsById(
  database: Database,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, PairRow>> {
  const known = ids.filter((id) => id !== null);
  if (known.length === 0) return new Map();
  const rows = await database.selectFrom('pair').selectAll().where('id', 'in', known).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** @returns the newest pairs of each authorization, newest first, by `auth_app_id` */
export async function readConsideredPairs(
  database: Database,
  appId: string,
  authAppIds: readonly string[],
): Promise<Map<string, readonly PairRow[]>> {
  const limit = consideredPairs * authAppIds.length;
  const rows = await readPairs(database, appId, authAppIds, limit);
  const pairs = new Map<string, PairRow[]>(authAppIds.map((authAppId) => [authAppId, []]));
  if (rows.length < limit || authAppIds.length === 1) {
    for (const row of rows) pairs.get(row.auth_app_id)?.push(row);
  } else {
    // One authorization may have so many that the limit cut off the pairs of another.
    for (const authAppId of authAppIds) {
      pairs.set(authAppId, await readPairs(database, appId, [authAppId], consideredPairs));
    }
  }
  return new Map([...pairs].map(([authAppId, own]) => [authAppId, own.slice(0, consideredPairs)]));
}

function readPairs(
  database: Database,
  appId: string,
  authAppIds: readonly string[],
  limit: number,
): Promise<PairRow[]> {
  return database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', 'in', authAppIds)
    .orderBy('auth_app_id')
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
