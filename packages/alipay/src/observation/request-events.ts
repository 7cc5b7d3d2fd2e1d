import type { HttpMethod } from '../client/operation.js';

/**
 * An attempt that is about to be sent. Neither this nor {@link RequestOutcome} holds a key, a token, a parameter or a
 * body.
 */
export interface RequestAttempt {
  /** The same object for all attempts of a call, and for no other call. It holds nothing. */
  readonly call: object;
  /** From 1. */
  readonly attempt: number;
  /** Alipay's name of the operation, e.g. `alipay.trade.query`; `undefined` when it is not catalogued. */
  readonly operation: string | undefined;
  readonly method: HttpMethod;
  /** Path without query; of a catalogued operation the template, e.g. `/v3/alipay/trade/{id}`. */
  readonly path: string;
  /** Host of the gateway, with its port when that is not the scheme's own. */
  readonly host: string;
  /** The header `alipay-request-id`, the same for all attempts of a call. */
  readonly requestId: string;
  /** Whether the contents are encrypted. */
  readonly encrypted: boolean;
  /** Whether the call acts for a merchant. */
  readonly merchant: boolean;
}

/** The outcome of an attempt. */
export interface RequestOutcome extends RequestAttempt {
  /** Milliseconds from sending to the end of the response (for a stream, to its beginning), or to the failure. */
  readonly duration: number;
  /** HTTP status; `undefined` when there was no response. */
  readonly status: number | undefined;
  /** The header `alipay-trace-id` of the response. */
  readonly traceId: string | undefined;
  /** The name of the error's class, e.g. `AlipayTimeoutError`; `undefined` when the attempt succeeded. */
  readonly error: string | undefined;
  /**
   * Alipay's error code, the `problem` of a signature or content error, or the `outcome` of a transport error.
   */
  readonly code: string | undefined;
}
