import { AlipayTimeoutError } from '../errors/alipay-transport-error.js';
import type { TransportRequest } from './transport.js';

/** One signal for the two ways in which an exchange is ended early: the caller's signal, and its time running out. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #callerSignal: AbortSignal | undefined;

  /** @throws the reason of the caller's signal when that was given already */
  constructor({ signal, timeout }: Pick<TransportRequest, 'signal' | 'timeout'>) {
    signal?.throwIfAborted();
    this.#callerSignal = signal;
    this.#timer = setTimeout(() => this.#controller.abort(new AlipayTimeoutError(timeout, 'unknown')), timeout);
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
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
