import type { QueryOf } from '@lingpai/database';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import type { AuthorizationRow, VaultSchema } from '../store/schema.js';
import { type Authorization, authorizationOf } from './authorization.js';

export async function readAuthorization(
  context: VaultContext,
  key: AuthorizationKey,
): Promise<Authorization | undefined> {
  const [row] = await context.store.readCompiled(authorizationQuery, key);
  return row === undefined ? undefined : authorizationOf(context, row);
}

const authorizationQuery: QueryOf<VaultSchema, AuthorizationKey, AuthorizationRow> = (database, value) =>
  database
    .selectFrom('authorization')
    .selectAll()
    .where('app_id', '=', value('appId'))
    .where('auth_app_id', '=', value('authAppId'));

/** In the order of `authAppIds`. */
export async function readAuthorizations(
  context: VaultContext,
  appId: string,
  authAppIds: readonly string[],
): Promise<Authorization[]> {
  const found = new Map<string, Authorization>();
  for (let start = 0; start < authAppIds.length; start += 100) {
    const rows = await context.store.read((database) =>
      database
        .selectFrom('authorization')
        .selectAll()
        .where('app_id', '=', appId)
        .where('auth_app_id', 'in', authAppIds.slice(start, start + 100))
        .execute(),
    );
    for (const row of rows) found.set(row.auth_app_id, authorizationOf(context, row));
  }
  return authAppIds.map((authAppId) => found.get(authAppId)).filter((one) => one !== undefined);
}
