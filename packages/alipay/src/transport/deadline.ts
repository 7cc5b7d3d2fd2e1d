import { AlipayTimeoutError, type TransportOutcome } from '../errors/alipay-transport-error.js';
import { onAbort } from './on-abort.js';

/** What may end a wait early. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** One signal for the two ways in which an exchange ends early: the caller's signal, and a time-out. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly #stopListening: () => void;

  /** @throws the reason of the caller's signal when it is aborted already */
  constructor({ signal, timeout }: Limits) {
    signal?.throwIfAborted();
    if (timeout !== undefined) this.restart(timeout);
    this.#stopListening = onAbort(signal, () => this.#controller.abort(signal?.reason));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Starts the time-out anew.
   *
   * @param timeout what the error says, in milliseconds
   * @param left how many of them are left
   */
  restart(timeout: number, left: number = timeout, outcome: TransportOutcome = 'unknown'): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new AlipayTimeoutError(timeout, outcome)), left);
  }

  /** Ends the time-out: from here on only the caller's signal counts. */
  met(): void {
    clearTimeout(this.#timer);
  }

  /** Ends both. */
  over(): void {
    clearTimeout(this.#timer);
    this.#stopListening();
  }
}
