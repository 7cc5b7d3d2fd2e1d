import { applyArrivals } from '../authorization/apply-arrivals.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { missMethod } from '../methods/miss-method.js';
import type { Refusal } from '../reading/refusal.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import { resolveAuthorization } from './resolve-authorization.js';

/**
 * Finds out what is wrong with a grant after Alipay refused a call for its merchant. Never rejects.
 *
 * @param generation whose token was refused; the refusal says nothing about a newer one
 * @param method that was called, if that is certain
 */
export async function handleRefusal(
  context: VaultContext,
  key: AuthorizationKey,
  kind: Refusal,
  generation: number,
  method?: string | undefined,
): Promise<void> {
  const name = `refusal ${kind} ${key.appId} ${key.authAppId} ${kind === 'invalid' ? '' : (method ?? '')}`;
  try {
    await context.flights.share(name, () =>
      context.applications.use(key.appId, () =>
        kind === 'invalid'
          ? askAlipay(context, key, generation)
          : refusePermission(context, key, kind, { generation, method }),
      ),
    );
  } catch (cause) {
    // The application was removed meanwhile.
    if (isVaultError(cause, 'unknown-application')) return;
    context.report({ kind: 'worker', ...key, message: 'why Alipay refused a token could not be found out', cause });
  }
}

async function askAlipay(context: VaultContext, key: AuthorizationKey, generation: number): Promise<void> {
  const row = await context.store.read((database) =>
    database
      .selectFrom('authorization')
      .select('generation')
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .executeTakeFirst(),
  );
  if (row?.generation === generation) await resolveAuthorization(context, key, { confirm: true });
}

/** The methods first: the finding is a new generation. */
async function refusePermission(
  context: VaultContext,
  key: AuthorizationKey,
  kind: Exclude<Refusal, 'invalid'>,
  { generation, method }: { readonly generation: number; readonly method: string | undefined },
): Promise<void> {
  if (method !== undefined) await missMethod(context, key, generation, method);
  if (kind === 'permission') await missPermission(context, key, generation);
}

async function missPermission(context: VaultContext, key: AuthorizationKey, generation: number): Promise<void> {
  await context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row?.generation !== generation || row.state !== 'active') return;
    const finding = { reason: 'permission-missing', generation } as const;
    await applyArrivals(context, database, key, { cause: 'permission-missing', finding });
  });
}
