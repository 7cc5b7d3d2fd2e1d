import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { Payment } from './payment.js';

const capacity = 1000;

/** An order and what became of it. */
export interface PendingPayment {
  readonly payment: Payment;
  status: 'waiting' | 'paid' | 'cancelled';
}

/** The orders whose pages were shown, by texts that only their readers know; the oldest go first. */
export class PaymentBook {
  readonly #random: RandomSource;
  readonly #payments = new Map<string, PendingPayment>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  add(payment: Payment): string {
    const id = randomHex(this.#random, 32);
    this.#payments.set(id, { payment, status: 'waiting' });
    const [oldest] = this.#payments.keys();
    if (this.#payments.size > capacity && oldest !== undefined) this.#payments.delete(oldest);
    return id;
  }

  /** Settles an order that waits; an order that is settled stays as it is. */
  settle(id: string, status: 'paid' | 'cancelled'): PendingPayment | undefined {
    const found = this.#payments.get(id);
    if (found?.status === 'waiting') found.status = status;
    return found;
  }
}
