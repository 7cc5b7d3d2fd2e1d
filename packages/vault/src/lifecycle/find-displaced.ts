import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { compareBounds } from '../ordering/bounds.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import { issueOf } from './store-pair.js';

/**
 * Whether a rotation of an older grant may have come after the current pair at Alipay, which then gives it up within a
 * day: the merchant had authorized again, and the vault did not know yet. Another rotation settles it.
 *
 * @param pairs those that are known; the row is as it will be
 */
export async function isDisplaced(
  context: VaultContext,
  database: Database,
  { before, row, pairs }: { before: AuthorizationRow; row: AuthorizationRow; pairs: readonly PairRow[] },
): Promise<boolean> {
  const current = pairs.find(({ id }) => id === row.pair_id);
  if (current === undefined || current.sealed_refresh_token === null) return false;
  const others = pairs.filter(({ source, grant_id }) => source === 'rotation' && grant_id !== current.grant_id);
  const later = others.some(
    (pair) => pair.verdict !== 'invalid' && compareBounds(issueOf(pair), issueOf(current)) !== 'earlier',
  );
  if (later) return true;
  return row.grant_id !== before.grant_id && hasLostRotation(context, database, current);
}

/** A rotation whose answer nobody has, and which may have been done after the current pair was issued. */
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
