import type { SandboxClock } from '../clock/sandbox-clock.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import type { BillPeriod } from './bill-period.js';

/** A bill that can be downloaded for a while. */
export interface Bill {
  readonly sellerId: string;
  readonly period: BillPeriod;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface BillBookOptions {
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly settings: SandboxSettings;
}

const capacity = 1000;

/** The bills that were asked for, by the secret part of their address. */
export class BillBook {
  readonly #options: BillBookOptions;
  readonly #bills = new Map<string, Bill>();

  constructor(options: BillBookOptions) {
    this.#options = options;
  }

  /** @returns the secret part of the bill's address */
  offer(sellerId: string, period: BillPeriod): string {
    const { clock, random, settings } = this.#options;
    const id = randomHex(random, 32);
    this.#bills.set(id, { sellerId, period, expiresAt: clock.now() + settings.billUrlLifetime * 1000 });
    const [oldest] = this.#bills.keys();
    if (this.#bills.size > capacity && oldest !== undefined) this.#bills.delete(oldest);
    return id;
  }

  /** @returns `undefined` when there was no such bill, or its address has expired */
  find(id: string): Bill | undefined {
    const bill = this.#bills.get(id);
    return bill !== undefined && this.#options.clock.now() < bill.expiresAt ? bill : undefined;
  }
}
