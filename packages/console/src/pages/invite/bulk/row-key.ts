import type { NewInvitation } from './invitation-row.js';

/**
 * The `Idempotency-Key` of a row. It follows from what the row asks for, wherever it stands: rows of an upload that was interrupted
 * have the same keys in the next one, also when other rows were mended, or in another browser.
 *
 * @param replaced the id of the link that the row had and that can no longer be used
 */
export function rowKey(appId: string, invitation: NewInvitation, replaced: string | undefined): string {
  const { reference, kinds = [], returnTo = '', expiresIn = '', language = '' } = invitation;
  return `invitation-${hash(JSON.stringify([appId, reference, kinds, returnTo, expiresIn, language, replaced ?? '']))}`;
}

/**
 * FNV-1a with 64 bits: browsers have no digest on pages that came over plain HTTP. If two rows had the same hash, the hub would
 * refuse the second one, because the requests differ.
 */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
