import type { VaultContext } from '../context/vault-context.js';
import type { AuthorizationRow } from '../store/schema.js';
import { resolveAuthorization } from './resolve-authorization.js';

/** Asks Alipay what only Alipay can tell. Never rejects: a worker asks again later. */
export async function resolveContest(context: VaultContext, row: AuthorizationRow | undefined): Promise<void> {
  if (row === undefined || row.contested === null) return;
  const key = { appId: row.app_id, authAppId: row.auth_app_id };
  await resolveAuthorization(context, key).catch((cause: unknown) => {
    context.report({ kind: 'worker', ...key, message: 'Alipay could not be asked which grant is the newest', cause });
  });
}
