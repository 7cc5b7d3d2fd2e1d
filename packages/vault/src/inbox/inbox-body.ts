import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { SealedColumns } from '../seal/key-ring.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { InboxRow } from '../store/schema.js';

/** What names an entry and the application that it is for. */
export type OwnedEntry = Pick<InboxRow, 'id' | 'app_id'>;

export function bodyPlace({ id, app_id }: OwnedEntry): SealPlace {
  return { owner: [app_id], table: 'inbox', row: id, field: 'sealed_body' };
}

export function sealBody(context: VaultContext, entry: OwnedEntry, text: string): SealedColumns {
  return context.keyRing.seal(text, bodyPlace(entry));
}

/** @throws VaultError `unreadable` */
export function openBody(context: VaultContext, entry: InboxRow): string {
  const { sealed_body, key_id } = entry;
  const opened =
    sealed_body === null || key_id === null
      ? undefined
      : context.keyRing.open({ bytes: sealed_body, keyId: key_id }, bodyPlace(entry));
  if (opened?.ok) return opened.text;
  throw new VaultError('unreadable', 'something in the inbox does not open');
}
