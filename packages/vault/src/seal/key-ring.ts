import { VaultError } from '../errors/vault-error.js';
import type { RandomBytes } from './random-bytes.js';
import { openSealedText, type SealKey, type SealPlace, sealedKeyId, sealText } from './sealed-text.js';

/** The result of opening a sealed text. */
export type Opened =
  | { readonly ok: true; readonly text: string }
  /** The bytes, the place or the key differ from those at sealing. */
  | { readonly ok: false };

/** A sealed text, and the id of its key for the row. */
export interface SealedColumns {
  readonly bytes: Uint8Array;
  readonly keyId: string;
}

/** The master keys of this process. It seals with the current one. */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, SealKey>;
  readonly #current: SealKey;
  readonly #random: RandomBytes;

  constructor(keys: ReadonlyMap<string, SealKey>, current: SealKey, random: RandomBytes) {
    this.#keys = keys;
    this.#current = current;
    this.#random = random;
  }

  get currentId(): string {
    return this.#current.id;
  }

  /** Of every key that this process was given. */
  get ids(): string[] {
    return [...this.#keys.keys()];
  }

  has(id: string): boolean {
    return this.#keys.has(id);
  }

  seal(text: string, place: SealPlace): SealedColumns {
    return { bytes: sealText(text, place, this.#current, this.#random), keyId: this.#current.id };
  }

  /**
   * Opens what `seal` made for this very place.
   *
   * @throws VaultError `missing-key` when it names a key that this process was not given: nothing is wrong with the row
   */
  open({ bytes, keyId }: SealedColumns, place: SealPlace): Opened {
    if (sealedKeyId(bytes) !== keyId) return { ok: false };
    const key = this.#keys.get(keyId);
    if (key === undefined) {
      throw new VaultError('missing-key', `${place.table}.${place.field}: sealed with a master key that was not given`);
    }
    const text = openSealedText(bytes, place, key);
    return text === undefined ? { ok: false } : { ok: true, text };
  }
}
