import type { Vault } from '@lingpai/vault';
import { Webhook } from 'standardwebhooks';
import type { WebhookRow } from './webhook-table.js';

type SealedSecrets = Pick<WebhookRow, 'sealed_secret' | 'sealed_previous' | 'key_id'>;

const placeOf = (row: string, field: 'sealed_secret' | 'sealed_previous') => ({ table: 'hub_webhook', row, field });

/** A new secret: 256 random bits, as Standard Webhooks writes them. */
export const newSecret = (random: (length: number) => Buffer): string => `whsec_${random(32).toString('base64')}`;

/** Seals the secret of a receiver, and the one before. */
export function sealSecrets(vault: Vault, id: string, secret: string, previous: string | null): SealedSecrets {
  const sealed = vault.seal(secret, placeOf(id, 'sealed_secret'));
  const before = previous === null ? null : vault.seal(previous, placeOf(id, 'sealed_previous'));
  // Both are of one master key, unless it is being changed at this very moment.
  if (before !== null && before.keyId !== sealed.keyId) return sealSecrets(vault, id, secret, previous);
  return { sealed_secret: sealed.bytes, sealed_previous: before?.bytes ?? null, key_id: sealed.keyId };
}

/** The secrets that sign now, the newest first. @throws VaultError when one does not open */
export function openSecrets(
  vault: Vault,
  { id, key_id: keyId, sealed_secret: secret, sealed_previous: previous, previous_until: until }: WebhookRow,
  now: number,
): string[] {
  const secrets = [vault.unseal({ bytes: secret, keyId }, placeOf(id, 'sealed_secret'))];
  if (previous !== null && until !== null && until > now) {
    secrets.push(vault.unseal({ bytes: previous, keyId }, placeOf(id, 'sealed_previous')));
  }
  return secrets;
}

/** The headers of Standard Webhooks: one signature of each secret. @param now milliseconds since 1970 */
export function signatureHeaders(
  secrets: readonly string[],
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(now), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
