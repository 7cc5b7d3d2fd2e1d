import type { ApplicationKind } from '@lingpai/alipay';
import type { RandomBytes } from '../seal/random-bytes.js';
import type { VaultSecret } from '../seal/vault-secret.js';

/** What a consent link holds, besides the application and the address to return to. */
export interface LinkContent {
  readonly kinds: readonly ApplicationKind[] | undefined;
  readonly reference: string | undefined;
}

/** A `state` that we signed. */
export interface LinkState extends LinkContent {
  /** Never used before. */
  readonly nonce: string;
}

/** A `state` that we signed, whether or not it is still good. */
export interface OpenedState extends LinkState {
  /** Until then, by our clock. */
  readonly expiresAt: number;
}

/**
 * Alipay takes 100 characters of base64, which are 75 bytes:
 * signature (12) · nonce (9) · last minute (4) · kinds (1) · reference.
 */
const signatureBytes = 12;
const nonceBytes = 9;
const headBytes = nonceBytes + 4 + 1;
/** Bytes of UTF-8 that a reference may have in a link. */
export const longestReference: number = 75 - signatureBytes - headBytes;

const minute = 60_000;
const kindsByBit: readonly ApplicationKind[] = ['TINYAPP', 'WEBAPP', 'MOBILEAPP', 'PUBLICAPP', 'ARAPP', 'BASEAPP'];

/** Signs the content into a `state`. Everyone who sees it can read it; nobody can change it. */
export function writeLinkState(
  secret: VaultSecret,
  appId: string,
  { kinds = [], reference = '' }: LinkContent,
  { expiresAt, random }: { readonly expiresAt: number; readonly random: RandomBytes },
): string {
  const head = Buffer.alloc(headBytes);
  random(nonceBytes).copy(head);
  head.writeUInt32BE(Math.ceil(expiresAt / minute), nonceBytes);
  head.writeUInt8(
    kindsByBit.reduce((bits, kind, bit) => bits | (Number(kinds.includes(kind)) << bit), 0),
    headBytes - 1,
  );
  const content = Buffer.concat([head, Buffer.from(reference)]);
  return Buffer.concat([signatureOf(secret, appId, content), content]).toString('base64');
}

/** `undefined` when we did not sign it for this application, or it is too old. */
export function readLinkState(secret: VaultSecret, appId: string, state: string, now: number): LinkState | undefined {
  const opened = openLinkState(secret, appId, state);
  return opened === undefined || opened.expiresAt < now ? undefined : opened;
}

/** `undefined` when we did not sign it for this application. */
export function openLinkState(secret: VaultSecret, appId: string, state: string): OpenedState | undefined {
  // A "+" that was not encoded on its way has become a space.
  const bytes = Buffer.from(state.replaceAll(' ', '+'), 'base64');
  if (bytes.length < signatureBytes + headBytes) return undefined;
  const content = bytes.subarray(signatureBytes);
  const signature = bytes.subarray(0, signatureBytes);
  if (!secret.isLinkSignature(signedBytes(appId, content), signature)) return undefined;
  const bits = content.readUInt8(headBytes - 1);
  return {
    nonce: content.toString('hex', 0, nonceBytes),
    expiresAt: content.readUInt32BE(nonceBytes) * minute,
    kinds: bits === 0 ? undefined : kindsByBit.filter((_, bit) => (bits >> bit) & 1),
    reference: content.length === headBytes ? undefined : content.toString('utf8', headBytes),
  };
}

function signatureOf(secret: VaultSecret, appId: string, content: Uint8Array): Buffer {
  return secret.signLink(signedBytes(appId, content)).subarray(0, signatureBytes);
}

function signedBytes(appId: string, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(appId)}\n`), content]);
}
