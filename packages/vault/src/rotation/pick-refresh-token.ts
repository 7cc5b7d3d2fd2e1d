import { openRefreshToken } from '../authorization/open-token.js';
import { consideredPairs } from '../authorization/read-considered-pairs.js';
import { refreshStateOf } from '../authorization/refresh-state.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { readOpenRotations } from '../journal/read-open-rotations.js';
import { refreshTokensLeft } from '../ordering/refresh-tokens-left.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import type { RotationRequest } from './rotation-lease.js';

export type PickedToken =
  | { readonly kind: 'picked'; readonly pairId: string; readonly refreshToken: string }
  /** Some are left, and none of them opens. */
  | { readonly kind: 'unreadable' }
  /** Alipay has refused all of them, or there never was one. */
  | { readonly kind: 'none' };

/**
 * Picks the refresh token to offer: the one that the decision chose, else the current pair's; where Alipay has refused
 * that, or it does not open, the newest of the grant that is left. Older ones stay usable until they expire.
 *
 * @throws VaultError `missing-key`
 */
export async function pickRefreshToken(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
  current: PairRow | undefined,
  request: RotationRequest,
): Promise<PickedToken> {
  const isUsual = request.pairId === undefined && current !== undefined && current.refusal === null;
  const usual = isUsual ? firstThatOpens(context, [current]) : undefined;
  if (usual?.kind === 'picked') return usual;
  const pairs = await readPairsLeft(context, database, row);
  const { pairId } = request;
  if (pairId !== undefined) {
    return firstThatOpens(
      context,
      pairs.filter(({ id }) => id === pairId),
    );
  }
  const left = firstThatOpens(context, pairs);
  // A caller may insist on what Alipay has refused before; a worker does not.
  const isInsisted = left.kind === 'none' && !request.ifDue && current !== undefined;
  return isInsisted ? firstThatOpens(context, [current]) : left;
}

/** The pairs of the current grant whose refresh tokens Alipay may still accept. */
export async function readPairsLeft(
  context: VaultContext,
  database: Database,
  { app_id: appId, auth_app_id: authAppId, pair_id: id, grant_id: grantId }: AuthorizationRow,
): Promise<PairRow[]> {
  if (id === null || grantId === null) return [];
  const rows = await database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('grant_id', '=', grantId)
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(consideredPairs)
    .execute();
  const { lostFrom } = await readOpenRotations(database, { appId, authAppId });
  const { alipayClock } = applicationOf(context, appId);
  const now = alipayClock.isCertain ? alipayClock.now() : undefined;
  const left = refreshTokensLeft({ pairs: rows.map(refreshStateOf), lostFrom, now }, { id, grantId });
  return left.flatMap((state) => rows.filter((row) => row.id === state.id));
}

function firstThatOpens(context: VaultContext, pairs: readonly PairRow[]): PickedToken {
  const withToken = pairs.filter(({ sealed_refresh_token }) => sealed_refresh_token !== null);
  for (const pair of withToken) {
    const refreshToken = openRefreshToken(context, pair);
    if (refreshToken !== undefined) return { kind: 'picked', pairId: pair.id, refreshToken };
  }
  return { kind: withToken.length > 0 ? 'unreadable' : 'none' };
}
