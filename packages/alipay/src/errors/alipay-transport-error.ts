import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/**
 * Whether Alipay may have acted on a request without a response: `not-sent` when it certainly has not (the connection was
 * never made), `unknown` otherwise.
 */
export type TransportOutcome = 'not-sent' | 'unknown';

/** No complete response: the connection failed or broke. */
export class AlipayTransportError extends AlipayError {
  readonly outcome: TransportOutcome;

  static {
    brandClass(AlipayTransportError, 'AlipayTransportError');
    AlipayTransportError.prototype.name = 'AlipayTransportError';
  }

  constructor(message: string, options: { readonly outcome: TransportOutcome; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.outcome = options.outcome;
  }
}

/** No complete response within the call's time-out. */
export class AlipayTimeoutError extends AlipayTransportError {
  /** The call's time-out in milliseconds. */
  readonly timeout: number;

  static {
    brandClass(AlipayTimeoutError, 'AlipayTimeoutError');
    AlipayTimeoutError.prototype.name = 'AlipayTimeoutError';
  }

  constructor(timeout: number, outcome: TransportOutcome) {
    super(`no complete response within ${timeout} ms`, { outcome });
    this.timeout = timeout;
  }
}
