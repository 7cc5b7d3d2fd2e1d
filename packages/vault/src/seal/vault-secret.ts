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

  constructor(secret: Uint8Array) {
    const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `lingpai ${purpose}`, 32));
    this.#fingerprintKey = derive('fingerprint');
    this.#linkKey = derive('link state');
    this.#auditKey = derive('audit chain');
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

  /** One link of the audit chain, hexadecimal. */
  chain(previous: string, entry: string): string {
    return createHmac('sha256', this.#auditKey).update(`${previous}\n${entry}`).digest('hex');
  }
}
