import type { Vault } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import { newSecret } from '../webhooks/webhook-secrets.js';
import type { ReturnSecretRow } from './return-secret-table.js';

type SealedSecrets = Pick<ReturnSecretRow, 'sealed_secret' | 'sealed_previous' | 'key_id'>;

const placeOf = (row: string, field: 'sealed_secret' | 'sealed_previous') => ({
  table: 'hub_return_secret',
  row,
  field,
});

export async function readReturnSecret({ store }: HubContext, appId: string): Promise<ReturnSecretRow | undefined> {
  return store.read((database) =>
    database.selectFrom('hub_return_secret').selectAll().where('app_id', '=', appId).executeTakeFirst(),
  );
}

/** The secrets that sign now, the newest first. @throws VaultError when one does not open */
export function openReturnSecrets(vault: Vault, row: ReturnSecretRow, now: number): string[] {
  const { app_id: appId, key_id: keyId, sealed_secret: secret, sealed_previous: previous, previous_until: until } = row;
  const secrets = [vault.unseal({ bytes: secret, keyId }, placeOf(appId, 'sealed_secret'))];
  if (previous !== null && until !== null && until > now) {
    secrets.push(vault.unseal({ bytes: previous, keyId }, placeOf(appId, 'sealed_previous')));
  }
  return secrets;
}

/**
 * Gives an application a new secret, unless the request did so before; the one before signs as well for `overlap` seconds.
 *
 * @returns the new one
 */
export async function replaceReturnSecret(
  context: HubContext,
  appId: string,
  { overlap, by }: { readonly overlap: number; readonly by: string | undefined },
): Promise<{ secret: string; previousUntil: number | null }> {
  const { store, vault, clock, random } = context;
  const secret = newSecret(random);
  const now = clock();
  const row = await store.write(async (database) => {
    const query = database.selectFrom('hub_return_secret').selectAll().where('app_id', '=', appId);
    const before = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    const current = before === undefined ? null : currentSecret(context, before);
    if (before !== undefined && current === secret) return before;
    const previous = overlap === 0 ? null : current;
    const after: ReturnSecretRow = {
      app_id: appId,
      ...sealSecrets(vault, appId, secret, previous),
      previous_until: previous === null ? null : now + overlap * 1_000,
      updated_at: now,
    };
    const { app_id: _, ...columns } = after;
    if (before === undefined) await database.insertInto('hub_return_secret').values(after).execute();
    else await database.updateTable('hub_return_secret').set(columns).where('app_id', '=', appId).execute();
    return after;
  });
  await vault.recordAudit({ kind: 'return-secret-replaced', detail: { appId, by } });
  return { secret, previousUntil: row.previous_until };
}

/** @returns `null` when it does not open: then nothing can be signed with it */
function currentSecret({ vault, log }: HubContext, row: ReturnSecretRow): string | null {
  try {
    return openReturnSecrets(vault, { ...row, sealed_previous: null }, 0)[0] ?? null;
  } catch (err) {
    log.error({ err, appId: row.app_id }, 'the return secret does not open; it is replaced at once');
    return null;
  }
}

function sealSecrets(vault: Vault, appId: string, secret: string, previous: string | null): SealedSecrets {
  const sealed = vault.seal(secret, placeOf(appId, 'sealed_secret'));
  const before = previous === null ? null : vault.seal(previous, placeOf(appId, 'sealed_previous'));
  // Both are of one master key, unless it is being changed at this very moment.
  if (before !== null && before.keyId !== sealed.keyId) return sealSecrets(vault, appId, secret, previous);
  return { sealed_secret: sealed.bytes, sealed_previous: before?.bytes ?? null, key_id: sealed.keyId };
}
