import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { RandomBytes } from './random-bytes.js';

/** Where a sealed text belongs. A text sealed for one place opens in no other. */
export interface SealPlace {
  /** Whose it is: the application, or the application and its merchant application; empty for the vault's own. */
  readonly owner: readonly string[];
  readonly table: string;
  /** The row's key. */
  readonly row: string;
  readonly field: string;
}

/** A key, and the id that is stored with each text it seals. */
export interface SealKey {
  readonly id: string;
  readonly key: KeyObject;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** `version (1) · length of the key id (1) · key id · nonce (12) · tag (16) · cipher text`. */
export function sealText(text: string, place: SealPlace, { id, key }: SealKey, random: RandomBytes): Buffer {
  const keyId = Buffer.from(id);
  const nonce = random(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(additionalData(place, id));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version, keyId.length), keyId, nonce, cipher.getAuthTag(), body]);
}

/** The id of the key that sealed it; `undefined` when it is nothing that was sealed here. */
export function sealedKeyId(sealed: Uint8Array): string | undefined {
  const length = sealed[1];
  if (sealed[0] !== version || length === undefined || length === 0) return undefined;
  if (sealed.length < 2 + length + nonceBytes + tagBytes) return undefined;
  return Buffer.from(sealed.subarray(2, 2 + length)).toString();
}

/** `undefined` when it does not open: another key, another place, or changed bytes all look the same. */
export function openSealedText(sealed: Uint8Array, place: SealPlace, { id, key }: SealKey): string | undefined {
  if (sealedKeyId(sealed) !== id) return undefined;
  const start = 2 + Buffer.byteLength(id);
  const nonce = sealed.subarray(start, start + nonceBytes);
  const tag = sealed.subarray(start + nonceBytes, start + nonceBytes + tagBytes);
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(additionalData(place, id));
    decipher.setAuthTag(tag);
    const body = decipher.update(sealed.subarray(start + nonceBytes + tagBytes));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Lengths are part of it, so that no two places read the same. */
function additionalData({ owner, table, row, field }: SealPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify(['lingpai', version, owner, table, row, field, keyId]));
}
