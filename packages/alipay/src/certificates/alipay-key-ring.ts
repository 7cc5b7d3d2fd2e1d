import type { KeyObject, X509Certificate } from 'node:crypto';
import { validity } from './certificate-chain.js';

/** Where a serial number was read. Anybody can post a notification, so those have a smaller budget of downloads. */
export type SerialNumberOrigin = 'response' | 'notification';

/** What a {@link AlipayKeyRing} is made with. */
export interface AlipayKeyRingOptions {
  /** The configured key of Alipay. */
  readonly publicKey: KeyObject;
  /** The serial number of the configured certificate; absent in key mode, where nothing is ever looked up. */
  readonly serialNumber?: string | undefined;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Gets and checks the certificate of a serial number. */
  readonly load: (serialNumber: string) => Promise<X509Certificate>;
}

const serialNumberText = /^[0-9a-f]{32}$/;
/** Alipay rotates every few years: more than these are never in use at once. */
const maxLoaded = 8;
/** Milliseconds for which a failed look-up is remembered, and in which the budgets below are used. */
const window = 60_000;
const downloadsPerWindow: Readonly<Record<SerialNumberOrigin, number>> = { response: 8, notification: 4 };

/**
 * Alipay's public keys by the serial numbers of their certificates: the configured one, and those that were downloaded
 * because Alipay signed with them. One look-up at a time for a serial number; failures are remembered for a minute and
 * downloads are limited, so that forged serial numbers cause no storm.
 */
export class AlipayKeyRing {
  readonly #options: AlipayKeyRingOptions;
  readonly #loaded = new Map<string, { readonly key: KeyObject; readonly validTo: number }>();
  readonly #pending = new Map<string, Promise<KeyObject>>();
  readonly #failures = new Map<string, { readonly error: unknown; readonly until: number }>();
  readonly #downloads: Record<SerialNumberOrigin, number[]> = { response: [], notification: [] };

  constructor(options: AlipayKeyRingOptions) {
    this.#options = options;
  }

  /** The configured key. */
  get configured(): KeyObject {
    return this.#options.publicKey;
  }

  /** Every key that is trusted now, the configured one first. */
  get trusted(): readonly KeyObject[] {
    const now = this.#options.clock();
    const loaded = [...this.#loaded.values()].filter(({ validTo }) => now <= validTo);
    return [this.configured, ...loaded.map(({ key }) => key)];
  }

  /** The key for a serial number if it is at hand; in key mode always the configured one. */
  known(serialNumber: string): KeyObject | undefined {
    const configured = this.#options.serialNumber;
    if (configured === undefined || serialNumber === configured) return this.configured;
    const loaded = this.#loaded.get(serialNumber);
    return loaded !== undefined && this.#options.clock() <= loaded.validTo ? loaded.key : undefined;
  }

  /**
   * The key for a serial number, downloaded when it is not at hand.
   *
   * @throws whatever kept it from being got or trusted; the same error again within the minute
   */
  async find(serialNumber: string, origin: SerialNumberOrigin): Promise<KeyObject> {
    const known = this.known(serialNumber) ?? this.#pending.get(serialNumber);
    if (known !== undefined) return known;
    if (!serialNumberText.test(serialNumber)) throw new Error('it is not the serial number of a certificate');
    const now = this.#options.clock();
    this.#forget(now);
    const failure = this.#failures.get(serialNumber);
    if (failure !== undefined) throw failure.error;
    this.#redeem(origin, now);
    const lookUp = this.#lookUp(serialNumber).finally(() => this.#pending.delete(serialNumber));
    this.#pending.set(serialNumber, lookUp);
    return lookUp;
  }

  async #lookUp(serialNumber: string): Promise<KeyObject> {
    try {
      const certificate = await this.#options.load(serialNumber);
      const key = certificate.publicKey;
      this.#loaded.set(serialNumber, { key, validTo: validity(certificate).to });
      const [oldest] = this.#loaded.keys();
      if (this.#loaded.size > maxLoaded && oldest !== undefined) this.#loaded.delete(oldest);
      return key;
    } catch (error) {
      this.#failures.set(serialNumber, { error, until: this.#options.clock() + window });
      throw error;
    }
  }

  #forget(now: number): void {
    for (const [serialNumber, { until }] of this.#failures) {
      if (until <= now) this.#failures.delete(serialNumber);
    }
  }

  #redeem(origin: SerialNumberOrigin, now: number): void {
    const recent = this.#downloads[origin].filter((time) => time > now - window);
    if (recent.length >= downloadsPerWindow[origin]) throw new Error('too many unknown certificates within a minute');
    this.#downloads[origin] = [...recent, now];
  }
}
