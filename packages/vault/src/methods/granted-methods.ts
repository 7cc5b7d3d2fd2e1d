import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { readMethodSet } from './method-sets.js';

/** @returns what Alipay last listed, sorted; `undefined` before it did @throws VaultError `unknown-authorization` */
export async function grantedMethods(
  { store }: VaultContext,
  { appId, authAppId }: AuthorizationKey,
): Promise<readonly string[] | undefined> {
  return store.read(async (database) => {
    const row = await database
      .selectFrom('authorization')
      .select('method_set')
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .executeTakeFirst();
    if (row === undefined) {
      throw new VaultError('unknown-authorization', 'there is no such authorization', { appId, authAppId });
    }
    return row.method_set === null ? undefined : readMethodSet(database, appId, row.method_set);
  });
}
