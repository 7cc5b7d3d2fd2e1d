import { openRefreshToken } from '../authorization/open-token.js';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';

export interface PickedToken {
  readonly pairId: string;
  readonly refreshToken: string;
}

/** Of the same grant, when the current pair's does not open. */
const olderPairs = 5;

/**
 * The current pair's refresh token, or where that does not open the newest that does: older ones stay usable to their own
 * end.
 *
 * @throws VaultError `missing-key`
 */
export async function pickRefreshToken(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
  current: PairRow | undefined,
): Promise<PickedToken | undefined> {
  return pickFrom(context, current === undefined ? [] : [current]) ?? pickOlder(context, database, row);
}

async function pickOlder(
  context: VaultContext,
  database: Database,
  { app_id, auth_app_id, grant_id }: AuthorizationRow,
): Promise<PickedToken | undefined> {
  const pairs = await database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .where('grant_id', '=', grant_id)
    .where('sealed_refresh_token', 'is not', null)
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(olderPairs)
    .execute();
  return pickFrom(context, pairs);
}

function pickFrom(context: VaultContext, pairs: readonly PairRow[]): PickedToken | undefined {
  for (const pair of pairs) {
    const refreshToken = openRefreshToken(context, pair);
    if (refreshToken !== undefined) return { pairId: pair.id, refreshToken };
  }
  return undefined;
}
