import { readOpenRotations } from '../journal/read-open-rotations.js';
import { compareBounds } from '../ordering/bounds.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import { issueOf } from './store-pairs.js';

/**
 * Whether Alipay may have issued another pair after the current one, which then expires soon: an older grant was rotated
 * before the vault knew of the newer one, a rotation was lost, or two grants began in the same second. Another rotation
 * resolves that.
 *
 * @param pairs those that are known; `row` is as it will be
 */
export async function isDisplaced(
  database: Database,
  { before, row, pairs }: { before: AuthorizationRow; row: AuthorizationRow; pairs: readonly PairRow[] },
): Promise<boolean> {
  const current = pairs.find(({ id }) => id === row.pair_id);
  // As long as it is contested Alipay is asked first.
  if (current === undefined || current.sealed_refresh_token === null || row.contested !== null) return false;
  const isLater = (pair: PairRow) => compareBounds(issueOf(pair), issueOf(current)) !== 'earlier';
  if (pairs.some((pair) => pair !== current && pair.verdict !== 'invalid' && isLater(pair))) return true;
  if (row.grant_id === before.grant_id) return false;
  const { lostFrom } = await readOpenRotations(database, { appId: row.app_id, authAppId: row.auth_app_id });
  return lostFrom.size > 0;
}
