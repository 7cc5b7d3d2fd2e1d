import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';

/** Alipay's words for "too many calls": it has not acted on the request. */
const limitCodes: ReadonlySet<string> = new Set(['app-call-limited', 'method-call-limited']);
/** "Too many requests": nothing was acted on (RFC 6585, 4). */
const limitStatus = 429;
/** Something in between could not get a response of the gateway, which may have acted all the same. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** What is known of an attempt that failed. */
export type FailedAttempt =
  /** Alipay certainly has not acted on it. */
  | 'not-acted-on'
  /** It may have acted, and another attempt may get a response. */
  | 'unknown'
  /** Another attempt would fare no better, or nobody can tell. */
  | 'final';

/** Judges an attempt by its error. */
export function judgeFailure(error: unknown): FailedAttempt {
  if (error instanceof AlipayTransportError) return error.outcome === 'not-sent' ? 'not-acted-on' : 'unknown';
  if (!(error instanceof AlipayApiError || error instanceof AlipayContentError)) return 'final';
  if (error.status === limitStatus) return 'not-acted-on';
  if (error instanceof AlipayApiError && limitCodes.has(error.code)) return 'not-acted-on';
  return gatewayStatuses.has(error.status) ? 'unknown' : 'final';
}

/**
 * Whether a request may be made again after this error.
 *
 * @param retry the caller's word: `true` for a call that may be acted on twice, `false` for never
 */
export function mayRepeat(error: unknown, method: string, retry: boolean | undefined): boolean {
  if (retry === false) return false;
  const failure = judgeFailure(error);
  return failure === 'not-acted-on' || (failure === 'unknown' && (retry === true || method === 'GET'));
}

/** Milliseconds that the response asked to wait, if it did. */
export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof AlipayApiError || error instanceof AlipayContentError ? error.retryAfter : undefined;
}
