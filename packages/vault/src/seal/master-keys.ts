import { createSecretKey, type KeyObject } from 'node:crypto';
import { checkMembers } from '../options/check-options.js';

/** Master keys that are given as they are. */
export interface GivenMasterKeys {
  /** The id of the key that seals from now on. */
  readonly current: string;
  /** By id: 32 bytes each, as bytes or base64. Older ones stay until `reseal` has made them unused. */
  readonly keys: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * Master keys that a key management service keeps: the vault makes a random key, has it wrapped, and stores only what
 * `wrap` returned.
 */
export interface WrappedMasterKeys {
  /** The id of the key that seals from now on; a new id makes a new key. */
  readonly current: string;
  /** @param key 32 bytes @returns what `unwrap` turns back into them, at most 4,096 bytes */
  readonly wrap: (key: Uint8Array, id: string) => Promise<Uint8Array> | Uint8Array;
  readonly unwrap: (wrapped: Uint8Array, id: string) => Promise<Uint8Array> | Uint8Array;
}

export type MasterKeys = GivenMasterKeys | WrappedMasterKeys;

/** Master keys, checked. */
export type ResolvedMasterKeys =
  | { readonly kind: 'given'; readonly current: string; readonly keys: ReadonlyMap<string, KeyObject> }
  | ({ readonly kind: 'wrapped' } & WrappedMasterKeys);

const keyBytes = 32;
const idPattern = /^[\w.:-]{1,64}$/;
const base64Pattern = /^[A-Za-z0-9+/_-]{43}=?$/;

/** @throws TypeError naming what is wrong, and never showing a key */
export function resolveMasterKeys(masterKeys: MasterKeys): ResolvedMasterKeys {
  if (typeof masterKeys !== 'object' || masterKeys === null) {
    throw new TypeError('masterKeys: expected { current, keys } or { current, wrap, unwrap }');
  }
  const { current } = masterKeys;
  checkId(current, 'masterKeys.current');
  if ('wrap' in masterKeys || 'unwrap' in masterKeys) {
    checkMembers<WrappedMasterKeys>(masterKeys, 'masterKeys', { current: true, wrap: true, unwrap: true });
    const { wrap, unwrap } = masterKeys;
    if (typeof wrap !== 'function' || typeof unwrap !== 'function') {
      throw new TypeError('masterKeys: expected wrap and unwrap to be functions');
    }
    return Object.freeze({ kind: 'wrapped', current, wrap, unwrap });
  }
  checkMembers<GivenMasterKeys>(masterKeys, 'masterKeys', { current: true, keys: true });
  if (typeof masterKeys.keys !== 'object' || masterKeys.keys === null) {
    throw new TypeError('masterKeys.keys: expected keys by their ids');
  }
  const keys = new Map<string, KeyObject>();
  for (const [id, key] of Object.entries(masterKeys.keys)) {
    checkId(id, 'masterKeys.keys');
    keys.set(id, parseMasterKey(key, `masterKeys.keys.${id}`));
  }
  if (!keys.has(current)) throw new TypeError('masterKeys.current: expected the id of one of masterKeys.keys');
  return Object.freeze({ kind: 'given', current, keys });
}

/** @throws TypeError when it is not 32 bytes */
export function parseMasterKey(key: unknown, name: string): KeyObject {
  const bytes = typeof key === 'string' && base64Pattern.test(key) ? Buffer.from(key, 'base64') : key;
  if (!(bytes instanceof Uint8Array) || bytes.length !== keyBytes) {
    throw new TypeError(`${name}: expected ${keyBytes} bytes, as bytes or base64`);
  }
  return createSecretKey(bytes);
}

function checkId(id: unknown, name: string): void {
  if (typeof id !== 'string' || !idPattern.test(id)) {
    throw new TypeError(`${name}: expected an id of 1 to 64 letters, digits, "_", ".", ":" or "-"`);
  }
}
