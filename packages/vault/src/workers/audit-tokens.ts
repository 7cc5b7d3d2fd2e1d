import { checkChainEnd } from '../audit/check-chain-end.js';
import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { resolveAuthorization } from '../decision/resolve-authorization.js';
import { isVaultError } from '../errors/vault-error.js';
import { forEachApplication } from './for-each-application.js';

const page = 50;
/** Milliseconds until the next attempt, when Alipay did not say whether a token works, and when a row was changed. */
const retryAfter = 10 * 60_000;
const retryTampered = 24 * 3_600_000;

/**
 * Asks Alipay about the tokens whose turn it is, which finds cancellations whose notification never arrived; and
 * compares each row with its audit chain.
 *
 * @returns whether there may be more
 */
export async function auditTokens(context: VaultContext, stopping?: AbortSignal): Promise<boolean> {
  const turn = async (application: Application, isStopping: () => boolean) => {
    const keys = await findTurns(context, application);
    for (const key of keys) {
      if (application.circuit.isOpen || isStopping()) return false;
      await auditOne(context, application, key);
    }
    return keys.length === page;
  };
  return forEachApplication(context, turn, stopping);
}

async function findTurns(context: VaultContext, { appId, alipayClock }: Application): Promise<AuthorizationKey[]> {
  const rows = await context.store.read((database) =>
    database
      .selectFrom('authorization')
      .select('auth_app_id')
      .where('app_id', '=', appId)
      .where('probe_at', '<=', alipayClock.now())
      .orderBy('probe_at')
      .limit(page)
      .execute(),
  );
  return rows.map(({ auth_app_id: authAppId }) => ({ appId, authAppId }));
}

async function auditOne(context: VaultContext, { alipayClock }: Application, key: AuthorizationKey): Promise<void> {
  try {
    if (!(await checkChainEnd(context, key))) {
      context.report({ kind: 'tampered', ...key, message: tamperedMessage });
      await postponeProbe(context, key, alipayClock.now() + retryTampered);
      return;
    }
    await resolveAuthorization(context, key, { confirm: true });
  } catch (cause) {
    if (isVaultError(cause, 'database')) throw cause;
    context.report({ kind: 'worker', ...key, message: 'Alipay did not say whether a token works', cause });
    await postponeProbe(context, key, alipayClock.now() + retryAfter);
  }
}

const tamperedMessage =
  'the authorization is not what its audit chain says: something other than the vault changed it, or put an older row ' +
  'back; verifyAudit lists everything that was changed';

async function postponeProbe(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  probeAt: number,
): Promise<void> {
  await context.store.write((database) =>
    database
      .updateTable('authorization')
      .set({ probe_at: probeAt })
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .where('probe_at', 'is not', null)
      .execute(),
  );
}
