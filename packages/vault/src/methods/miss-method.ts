import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { resolveAuthorization } from '../decision/resolve-authorization.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { readMethodSet, storeMethodSet } from './method-sets.js';

/** Milliseconds between two questions for the methods of a grant that Alipay does not list. */
const shortestPause = 10 * 60_000;

/**
 * Remembers that Alipay refused a method for want of permission: the grant lacks it until Alipay lists it at the next audit,
 * or the merchant consents again. Where the methods are not known, Alipay is asked first.
 *
 * @param generation whose token was refused
 */
export async function missMethod(
  context: VaultContext,
  key: AuthorizationKey,
  generation: number,
  method: string,
): Promise<void> {
  const row = await readRow(context, key);
  if (row === undefined || row.generation !== generation || row.grant_id === null) return;
  if (row.method_set === null) {
    const isAsked = row.methods_at !== null && Math.abs(context.clock() - row.methods_at) < shortestPause;
    if (isAsked) return;
    await resolveAuthorization(context, key, { confirm: true });
  }
  await context.store.write(async (database) => {
    const now = await lockAuthorization(context, database, key);
    if (now === undefined || now.grant_id !== row.grant_id || now.method_set === null) return;
    const methods = await readMethodSet(database, key.appId, now.method_set);
    const left = methods.filter((one) => one !== method);
    if (left.length === methods.length) return;
    const method_set = await storeMethodSet(context, database, key.appId, left);
    await database
      .updateTable('authorization')
      .set({ method_set })
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .execute();
  });
}

type MethodRow = Pick<AuthorizationRow, 'generation' | 'grant_id' | 'method_set' | 'methods_at'>;

function readRow({ store }: VaultContext, { appId, authAppId }: AuthorizationKey): Promise<MethodRow | undefined> {
  return store.read((database) =>
    database
      .selectFrom('authorization')
      .select(['generation', 'grant_id', 'method_set', 'methods_at'])
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .executeTakeFirst(),
  );
}
