import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { settleAuthorization } from '../lifecycle/settle-authorization.js';

const page = 50;
/** Milliseconds until Alipay is asked again when it did not tell. */
const again = 10 * 60_000;

/**
 * Asks Alipay about the tokens whose turn it is: a cancellation of which no notification came is found this way.
 *
 * @returns whether there may be more
 */
export async function auditTokens(context: VaultContext, stopping?: AbortSignal): Promise<boolean> {
  let more = false;
  for (const application of context.applications.values()) {
    const keys = await findTurns(context, application);
    for (const key of keys) {
      if (application.circuit.isOpen || stopping?.aborted) return false;
      await auditOne(context, application, key);
    }
    if (keys.length === page) more = true;
  }
  return more;
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

async function auditOne(
  context: VaultContext,
  { alipayClock }: Application,
  { appId, authAppId }: AuthorizationKey,
): Promise<void> {
  try {
    await settleAuthorization(context, { appId, authAppId });
  } catch (cause) {
    context.report({ kind: 'worker', appId, authAppId, message: 'Alipay did not tell whether a token works', cause });
    await context.store.write((database) =>
      database
        .updateTable('authorization')
        .set({ probe_at: alipayClock.now() + again })
        .where('app_id', '=', appId)
        .where('auth_app_id', '=', authAppId)
        .where('probe_at', 'is not', null)
        .execute(),
    );
  }
}
