import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/** A link to Alipay's own explanation, as it comes with an error response. */
export interface ErrorLink {
  readonly link: string;
  readonly desc?: string;
}

/** The content of an error response of Alipay; see {@link AlipayApiError}. */
export interface AlipayApiErrorDetails {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly links?: readonly ErrorLink[];
  readonly traceId?: string | undefined;
  readonly verified: boolean;
  readonly timestamp?: number | undefined;
  readonly retryAfter?: number | undefined;
}

/**
 * An error response of Alipay. `code` is one of the operation's own codes or one of the gateway's common ones.
 *
 * An error may come unsigned, from a proxy for instance: then `verified` is `false`, and it proves nothing.
 *
 * Error body: https://opendocs.alipay.com/open-v3/054fcv
 */
export class AlipayApiError<Code extends string = string> extends AlipayError {
  /** HTTP status. */
  readonly status: number;
  /** Alipay's error code, e.g. `AUTH_CODE_NOT_VALID` or `invalid-signature`. */
  readonly code: Code;
  /** Alipay's links to explanations; empty when it sent none. */
  readonly links: readonly ErrorLink[];
  /** The `alipay-trace-id` of the response: what Alipay's support asks for. */
  readonly traceId: string | undefined;
  /** Whether the response bore a valid signature. `false`: it came unsigned, and perhaps not from Alipay. */
  readonly verified: boolean;
  /** Milliseconds since 1970, by Alipay's clock: when it signed the response. `undefined` unless `verified`. */
  readonly timestamp: number | undefined;
  /** Milliseconds that the response's `Retry-After` asked to wait, if it did. */
  readonly retryAfter: number | undefined;

  static {
    brandClass(AlipayApiError, 'AlipayApiError');
    AlipayApiError.prototype.name = 'AlipayApiError';
  }

  constructor(details: AlipayApiErrorDetails & { readonly code: Code }) {
    super(details.message);
    this.status = details.status;
    this.code = details.code;
    this.links = details.links ?? [];
    this.traceId = details.traceId;
    this.verified = details.verified;
    this.timestamp = details.timestamp;
    this.retryAfter = details.retryAfter;
  }
}

/** What else {@link isAlipayApiError} asks of an error. */
export interface AlipayApiErrorFilter {
  /**
   * `true`: the error has to bear Alipay's signature. Ask for it before you act on an error: anyone between here and
   * Alipay can send an unsigned one.
   */
  readonly verified?: boolean | undefined;
}

/**
 * Tells whether a caught value is an error response of Alipay and, with `code`, whether it has that code.
 *
 * ```ts
 * import { isAlipayApiError } from '@lingpai/alipay';
 *
 * function wasUsed(error: unknown): boolean {
 *   return isAlipayApiError(error, 'AUTH_CODE_NOT_VALID', { verified: true });
 * }
 * ```
 *
 * @param code one code, or a list of which the error has one; any code when left out
 * @param filter what else the error has to be
 */
export function isAlipayApiError(
  error: unknown,
  code?: undefined,
  filter?: AlipayApiErrorFilter,
): error is AlipayApiError;
export function isAlipayApiError<const Code extends string>(
  error: unknown,
  code: Code | readonly Code[],
  filter?: AlipayApiErrorFilter,
): error is AlipayApiError<Code>;
export function isAlipayApiError(
  error: unknown,
  code?: string | readonly string[],
  filter: AlipayApiErrorFilter = {},
): boolean {
  if (!(error instanceof AlipayApiError)) return false;
  if (filter.verified === true && !error.verified) return false;
  if (code === undefined) return true;
  return typeof code === 'string' ? error.code === code : code.includes(error.code);
}
