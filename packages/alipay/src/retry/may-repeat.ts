import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';

/** Alipay's codes for "too many calls", on v3 and with the prefix of a v2 `sub_code`. */
const limitCode = /^(?:(?:isv|isp|aop)\.)?(?:app|method)-call-limited$/;
/** "Too many requests" (RFC 6585, 4). */
const limitStatus = 429;
/** An intermediary got no response of the gateway, which may have acted all the same. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** What is known of an attempt that failed. */
export type FailedAttempt =
  /** Alipay certainly has not acted on it. */
  | 'not-acted-on'
  /** "Too many calls", without a signature that proves that Alipay says so. */
  | 'limited-by-unknown'
  /** Alipay may have acted, and another attempt may get a response. */
  | 'unknown'
  /** Another attempt would fare no better, or nothing is known. */
  | 'final';

/** What decides whether a call may be repeated. */
export interface Repeatability {
  readonly method: string;
  /** The caller's decision: `true` for a call that Alipay may act on twice, `false` for never. */
  readonly retry: boolean | undefined;
  /** Whether the caller set a field by which Alipay recognizes a repeated request. */
  readonly idempotent: boolean;
}

/** Judges an attempt by its error. */
export function judgeFailure(error: unknown): FailedAttempt {
  if (error instanceof AlipayTransportError) return error.outcome === 'not-sent' ? 'not-acted-on' : 'unknown';
  if (error instanceof AlipayApiError && (error.status === limitStatus || limitCode.test(error.code))) {
    return error.verified ? 'not-acted-on' : 'limited-by-unknown';
  }
  if (!(error instanceof AlipayApiError || error instanceof AlipayContentError)) return 'final';
  if (error.status === limitStatus) return 'limited-by-unknown';
  return gatewayStatuses.has(error.status) ? 'unknown' : 'final';
}

/** Whether a request may be repeated after this error. */
export function mayRepeat(error: unknown, { method, retry, idempotent }: Repeatability): boolean {
  if (retry === false) return false;
  switch (judgeFailure(error)) {
    case 'not-acted-on':
      return true;
    case 'limited-by-unknown':
      return retry === true || method === 'GET' || idempotent;
    case 'unknown':
      return retry === true || method === 'GET';
    case 'final':
      return false;
  }
}

/** Milliseconds that the response asked to wait, if it did. */
export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof AlipayApiError || error instanceof AlipayContentError ? error.retryAfter : undefined;
}
