import { AlipayTimeoutError } from '../errors/alipay-transport-error.js';
import type { TransportRequest } from './transport.js';

/** One signal for the two ways in which an exchange is ended early: the caller's signal, and its time running out. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly #callerSignal: AbortSignal | undefined;

  /** @throws the reason of the caller's signal when that was given already */
  constructor({ signal, timeout }: Partial<Pick<TransportRequest, 'signal' | 'timeout'>>) {
    signal?.throwIfAborted();
    this.#callerSignal = signal;
    if (timeout !== undefined) this.restart(timeout);
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on there are this many milliseconds. */
  restart(timeout: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new AlipayTimeoutError(timeout, 'unknown')), timeout);
  }

  /** What came in time: from here on only the caller ends it. */
  met(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing is left to end. */
  over(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => this.#controller.abort(this.#callerSignal?.reason);
}
