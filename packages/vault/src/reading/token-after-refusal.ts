import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { readOpenRotations } from '../journal/read-open-rotations.js';
import type { MerchantToken } from './merchant-token.js';

/** Milliseconds that a call waits at most for the rotation that replaced its token. */
const longestWait = 2_000;
const shortestPause = 20;
const longestPause = 250;

export interface TokenAccess {
  readonly readToken: () => Promise<MerchantToken>;
  /** Makes the next read ask the database. */
  readonly forgetToken: () => void;
}

/**
 * The token that is current after Alipay refused one. As long as the journal has an unfinished rotation, another process may be
 * about to store the token that replaced it.
 *
 * @param examine finds out what is wrong with the grant
 * @returns `undefined` when there is no other token
 */
export async function tokenAfterRefusal(
  { store }: VaultContext,
  key: AuthorizationKey,
  refused: MerchantToken,
  { readToken, forgetToken, examine }: TokenAccess & { readonly examine: () => Promise<void> },
): Promise<MerchantToken | undefined> {
  await examine();
  const deadline = performance.now() + longestWait;
  let isRepeated = false;
  for (let wait = shortestPause; ; wait = Math.min(longestPause, wait * 1.5)) {
    // In this order: what a rotation did that is over by now is then in the row.
    const { pending, lostFrom } = await store.read((database) => readOpenRotations(database, key));
    forgetToken();
    const current = await readToken();
    if (current.value !== refused.value) return current;
    if (performance.now() >= deadline || (!pending && lostFrom.size === 0)) return undefined;
    if (!pending && !isRepeated) {
      // Another process had no success with it while this one waited.
      isRepeated = true;
      await examine();
    } else await pause(wait);
  }
}
