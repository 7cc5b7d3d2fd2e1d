import type { RandomBytes } from '../seal/random-bytes.js';
import type { VaultSecret } from '../seal/vault-secret.js';

/** What a consent link is made of, beside the application. */
export interface LinkContent {
  readonly redirectUri: string;
  readonly kinds: readonly string[] | undefined;
  readonly reference: string | undefined;
}

/** A `state` that we signed. */
export interface LinkState extends LinkContent {
  /** Never used before. */
  readonly nonce: string;
  /** Until when it counts; milliseconds since 1970. */
  readonly expiresAt: number;
}

const signatureBytes = 16;

/** Signs the content into a `state`: base64, as invitations need it. Whoever sees it can read it, and not change it. */
export function writeLinkState(
  secret: VaultSecret,
  appId: string,
  content: LinkContent,
  { expiresAt, random }: { readonly expiresAt: number; readonly random: RandomBytes },
): string {
  const { redirectUri, kinds, reference } = content;
  const nonce = random(16).toString('hex');
  const text = JSON.stringify([nonce, expiresAt, redirectUri, kinds?.join(',') ?? null, reference ?? null]);
  const bytes = Buffer.from(text);
  return Buffer.concat([secret.signLink(signedBytes(appId, bytes)), bytes]).toString('base64');
}

/** `undefined` when we did not sign it for this application, or it is too old. */
export function readLinkState(secret: VaultSecret, appId: string, state: string, now: number): LinkState | undefined {
  const all = Buffer.from(state, 'base64');
  const bytes = all.subarray(signatureBytes);
  if (!secret.isLinkSignature(signedBytes(appId, bytes), all.subarray(0, signatureBytes))) return undefined;
  const [nonce, expiresAt, redirectUri, kinds, reference] = JSON.parse(bytes.toString('utf8'));
  if (expiresAt < now) return undefined;
  return {
    nonce,
    expiresAt,
    redirectUri,
    kinds: kinds === null ? undefined : kinds.split(','),
    reference: reference ?? undefined,
  };
}

function signedBytes(appId: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(appId)}\n`), bytes]);
}
