import type { KeyObject, X509Certificate } from 'node:crypto';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';
import { validity } from './validity.js';
import { WaitingRoom } from './waiting-room.js';

/** Where a serial number was read. Anyone can post a notification, so those wait in line for their downloads. */
export type SerialNumberOrigin = 'response' | 'notification';

/** What an {@link AlipayKeyRing} is made with. */
export interface AlipayKeyRingOptions {
  /** The configured key of Alipay. */
  readonly publicKey: KeyObject;
  /** The serial number of the configured certificate; absent in key mode, where nothing is ever looked up. */
  readonly serialNumber?: string | undefined;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds that a look-up may take where the caller sets no other limit. */
  readonly timeout: number;
  /** Downloads and checks the certificate of a serial number. */
  readonly load: (serialNumber: string) => Promise<X509Certificate>;
}

const serialNumberText = /^[0-9a-f]{32}$/;
/** Alipay rotates every few years: more than these are never in use at once. */
const maxLoaded = 8;
const maxFailures = 1_000;
const minute = 60_000;
/** Milliseconds for which the ring remembers a failed look-up: briefly when the network failed, since that passes. */
const memory = { refused: minute, unreachable: 5_000 } as const;
/** Only the gateway itself can name a serial number in a response, so this many a minute are never needed. */
const responseDownloadsPerMinute = 8;

/**
 * Alipay's public keys by the serial numbers of their certificates: the configured one, and those that the client
 * downloaded because Alipay signed with them. A downloaded key is valid for its serial number alone.
 *
 * Look-ups of one serial number share a download, and failures are remembered. Serial numbers of notifications are
 * looked up one at a time, the most requested first: a forged one costs one turn, while a genuine one comes again
 * with every notification and is served before them.
 */
export class AlipayKeyRing {
  readonly #options: AlipayKeyRingOptions;
  readonly #loaded = new Map<string, { readonly key: KeyObject; readonly validTo: number }>();
  readonly #pending = new Map<string, Promise<KeyObject>>();
  readonly #failures = new Map<string, { readonly error: unknown; readonly until: number }>();
  readonly #waitingRoom: WaitingRoom<KeyObject>;
  #responseDownloads: readonly number[] = [];

  constructor(options: AlipayKeyRingOptions) {
    this.#options = options;
    this.#waitingRoom = new WaitingRoom((serialNumber) => this.#shared(serialNumber));
  }

  /** The configured key. */
  get configured(): KeyObject {
    return this.#options.publicKey;
  }

  /** Milliseconds that a look-up may take where the caller sets no other limit. */
  get timeout(): number {
    return this.#options.timeout;
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
   * @throws what kept the certificate from being downloaded or trusted; the same error again while it is remembered
   */
  async find(serialNumber: string, origin: SerialNumberOrigin): Promise<KeyObject> {
    const known = this.known(serialNumber) ?? this.#pending.get(serialNumber);
    if (known !== undefined) return known;
    if (!serialNumberText.test(serialNumber)) throw new Error('it is not the serial number of a certificate');
    this.#throwRemembered(serialNumber);
    if (origin === 'notification') return this.#waitingRoom.enter(serialNumber);
    this.#countResponseDownload();
    return this.#shared(serialNumber);
  }

  #shared(serialNumber: string): Promise<KeyObject> {
    const known = this.#pending.get(serialNumber);
    if (known !== undefined) return known;
    const lookUp = this.#lookUp(serialNumber).finally(() => this.#pending.delete(serialNumber));
    this.#pending.set(serialNumber, lookUp);
    return lookUp;
  }

  async #lookUp(serialNumber: string): Promise<KeyObject> {
    try {
      const certificate = await this.#options.load(serialNumber);
      const key = certificate.publicKey;
      this.#loaded.set(serialNumber, { key, validTo: validity(certificate).to });
      deleteOldest(this.#loaded, maxLoaded);
      return key;
    } catch (error) {
      const duration = error instanceof AlipayTransportError ? memory.unreachable : memory.refused;
      this.#failures.set(serialNumber, { error, until: this.#options.clock() + duration });
      deleteOldest(this.#failures, maxFailures);
      throw error;
    }
  }

  #throwRemembered(serialNumber: string): void {
    const failure = this.#failures.get(serialNumber);
    if (failure === undefined) return;
    if (this.#options.clock() < failure.until) throw failure.error;
    this.#failures.delete(serialNumber);
  }

  #countResponseDownload(): void {
    const now = this.#options.clock();
    const recent = this.#responseDownloads.filter((time) => time > now - minute);
    if (recent.length >= responseDownloadsPerMinute) throw new Error('too many unknown certificates within a minute');
    this.#responseDownloads = [...recent, now];
  }
}

function deleteOldest(map: Map<string, unknown>, maxSize: number): void {
  const [oldest] = map.keys();
  if (map.size > maxSize && oldest !== undefined) map.delete(oldest);
}
