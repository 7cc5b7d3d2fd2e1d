import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { SealedColumns } from '../seal/key-ring.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { InboxRow } from '../store/schema.js';

export const bodyPlace = (id: string): SealPlace => ({ table: 'inbox', row: id, field: 'sealed_body' });

export function sealBody(context: VaultContext, id: string, text: string): SealedColumns {
  return context.keyRing.seal(text, bodyPlace(id));
}

/** @throws VaultError `unreadable` */
export function openBody(context: VaultContext, { id, sealed_body, key_id }: InboxRow): string {
  const opened =
    sealed_body === null || key_id === null
      ? undefined
      : context.keyRing.open({ bytes: sealed_body, keyId: key_id }, bodyPlace(id));
  if (opened?.ok) return opened.text;
  throw new VaultError('unreadable', 'something in the inbox does not open');
}
