import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { headOfAuthorization, matchesNewestLink, standingColumns } from './chain-head.js';
import { lockHead } from './verify-audit.js';

/** Compares an authorization's row with its newest audit link. @returns whether the row is what the vault wrote last */
export async function checkChainEnd(context: VaultContext, { appId, authAppId }: AuthorizationKey): Promise<boolean> {
  const matches = await context.store.read(async (database) => {
    const row = await database
      .selectFrom('authorization')
      .select(standingColumns)
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .executeTakeFirst();
    return row === undefined || matchesIn(context, database, headOfAuthorization(row).row);
  });
  // Another process may have written between the two queries.
  return (
    matches ||
    context.store.write(async (database) => {
      const head = await lockHead(context, database, appId, authAppId);
      return head === undefined || matchesIn(context, database, head.row);
    })
  );
}

async function matchesIn(
  { secret }: VaultContext,
  database: Database,
  row: ReturnType<typeof headOfAuthorization>['row'],
): Promise<boolean> {
  if (row === undefined) return true;
  const link = await database
    .selectFrom('audit')
    .selectAll()
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return matchesNewestLink(secret, row, link);
}
