import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const shortestSignature = 12;

/**
 * Keys that last as long as the database, made from one secret that is stored sealed: a change of master key does not
 * change fingerprints, link states or the audit chain.
 */
export class VaultSecret {
  readonly #fingerprintKey: Buffer;
  readonly #linkKey: Buffer;
  readonly #auditKey: Buffer;
  readonly #rowKey: Buffer;
  readonly #derive: (purpose: string) => Buffer;

  constructor(secret: Uint8Array) {
    const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `lingpai ${purpose}`, 32));
    this.#derive = (purpose) => derive(`companion ${purpose}`);
    this.#fingerprintKey = derive('fingerprint');
    this.#linkKey = derive('link state');
    this.#auditKey = derive('audit chain');
    this.#rowKey = derive('row code');
  }

  /** A key for another part of the product, independent of all others: 32 bytes. */
  deriveKey(purpose: string): Buffer {
    return this.#derive(purpose);
  }

  /** Finds a token or a code again without storing it: hexadecimal, 64 digits. */
  fingerprint(appId: string, secretText: string): string {
    return createHmac('sha256', this.#fingerprintKey)
      .update(JSON.stringify([appId, secretText]))
      .digest('hex');
  }

  signLink(bytes: Uint8Array): Buffer {
    return createHmac('sha256', this.#linkKey).update(bytes).digest();
  }

  /** Signatures may be cut, to 12 bytes or more. */
  isLinkSignature(bytes: Uint8Array, signature: Uint8Array): boolean {
    const expected = this.signLink(bytes).subarray(0, signature.length);
    return signature.length >= shortestSignature && timingSafeEqual(expected, signature);
  }

  /** Authenticates columns of a row: hexadecimal, 64 digits. */
  rowCode(columns: readonly unknown[]): string {
    return createHmac('sha256', this.#rowKey).update(JSON.stringify(columns)).digest('hex');
  }

  isRowCode(columns: readonly unknown[], code: string): boolean {
    const [expected, found] = [Buffer.from(this.rowCode(columns)), Buffer.from(code)];
    return expected.length === found.length && timingSafeEqual(expected, found);
  }

  /** One link of the audit chain, hexadecimal. */
  chain(previous: string, entry: string): string {
    return createHmac('sha256', this.#auditKey).update(`${previous}\n${entry}`).digest('hex');
  }
}
