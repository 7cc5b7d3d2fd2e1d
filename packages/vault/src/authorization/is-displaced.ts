import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { compareBounds } from '../ordering/bounds.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import { issueOf } from './store-pairs.js';

/**
 * Whether Alipay may have issued another pair after the current one, and so gives that up within a day: an older grant was
 * rotated before the vault knew of the newer one, or both began in the same second. Another rotation settles it.
 *
 * @param pairs those that are known; `row` is as it will be
 */
export async function isDisplaced(
  context: VaultContext,
  database: Database,
  { before, row, pairs }: { before: AuthorizationRow; row: AuthorizationRow; pairs: readonly PairRow[] },
): Promise<boolean> {
  const current = pairs.find(({ id }) => id === row.pair_id);
  // As long as it is contested Alipay is asked first.
  if (current === undefined || current.sealed_refresh_token === null || row.contested !== null) return false;
  const isLater = (pair: PairRow) => compareBounds(issueOf(pair), issueOf(current)) !== 'earlier';
  if (pairs.some((pair) => pair !== current && pair.verdict !== 'invalid' && isLater(pair))) return true;
  return row.grant_id !== before.grant_id && hasLostRotation(context, database, current);
}

/** A rotation whose response nobody has, and which may have been done after the current pair was issued. */
async function hasLostRotation(context: VaultContext, database: Database, current: PairRow): Promise<boolean> {
  const { offset } = applicationOf(context, current.app_id).alipayClock;
  const found = await database
    .selectFrom('operation')
    .select('id')
    .where('app_id', '=', current.app_id)
    .where('auth_app_id', '=', current.auth_app_id)
    .where('kind', '=', 'rotate')
    .where('state', '=', 'unknown')
    .where('started_at', '>=', current.issue_after - offset - context.settings.lease)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
