import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { isMethod } from './grant-methods.js';

/**
 * Whether a merchant's grant permits a method. `unknown`, which is truthy, until Alipay has listed the methods of the
 * grant: try the call.
 */
export type CanCall = boolean | 'unknown';

/** @throws TypeError @throws VaultError `unknown-authorization` */
export async function canCall(
  { store }: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  method: string,
): Promise<CanCall> {
  checkMethod(method, 'method');
  const row = await store.read((database) =>
    database
      .selectFrom('authorization as a')
      .leftJoin('method_set_member as m', (join) =>
        join.onRef('m.app_id', '=', 'a.app_id').onRef('m.set_id', '=', 'a.method_set').on('m.method', '=', method),
      )
      .select(['a.state', 'a.reason', 'a.method_set', 'm.method'])
      .where('a.app_id', '=', appId)
      .where('a.auth_app_id', '=', authAppId)
      .executeTakeFirst(),
  );
  if (row === undefined) {
    throw new VaultError('unknown-authorization', 'there is no such authorization', { appId, authAppId });
  }
  const isUsable = row.state === 'active' || (row.state === 'attention' && row.reason !== 'needs-reauthorization');
  if (!isUsable) return false;
  return row.method_set === null ? 'unknown' : row.method !== null;
}

/** @throws TypeError */
export function checkMethod(method: unknown, name: string): asserts method is string {
  if (!isMethod(method)) throw new TypeError(`${name}: expected a method of Alipay, such as "alipay.trade.pay"`);
}
