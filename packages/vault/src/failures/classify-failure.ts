import { AlipayApiError, AlipayContentError, AlipayError, AlipayTransportError } from '@lingpai/alipay';
import { type FailureClass, failureClasses } from './failure-class.js';

/** A failed call, as the journal keeps it. */
export interface Failure {
  readonly kind: FailureClass;
  /** Alipay's code, or ours for what never was a response. */
  readonly code: string;
  readonly traceId: string | undefined;
  /** Milliseconds that Alipay asked to wait. */
  readonly retryAfter: number | undefined;
}

/** Nothing was acted on (RFC 6585, 4), even if a proxy says so. */
const tooManyRequests = 429;

/** Classifies what a call of the client rejected with. */
export function classifyFailure(error: unknown): Failure {
  if (error instanceof AlipayApiError) {
    const { code, traceId, retryAfter } = error;
    return { kind: apiFailureClass(error), code, traceId, retryAfter };
  }
  const traceId = traceIdOf(error);
  const retryAfter = error instanceof AlipayContentError ? error.retryAfter : undefined;
  if (error instanceof AlipayContentError && error.status === tooManyRequests) {
    return { kind: 'transient', code: 'too-many-requests', traceId, retryAfter };
  }
  if (error instanceof AlipayTransportError) {
    const kind = error.outcome === 'not-sent' ? 'transient' : 'unknown';
    return { kind, code: kind === 'transient' ? 'not-sent' : 'no-response', traceId, retryAfter };
  }
  // A response that cannot be read or trusted does not tell what was done.
  if (error instanceof AlipayError) return { kind: 'unknown', code: 'unreadable-response', traceId, retryAfter };
  return { kind: 'ours', code: 'internal', traceId: undefined, retryAfter: undefined };
}

function apiFailureClass({ code, status, verified }: AlipayApiError): FailureClass {
  if (status === tooManyRequests) return 'transient';
  if (!verified) return 'unknown';
  const known = Object.hasOwn(failureClasses, code) ? failureClasses[code] : undefined;
  if (known !== undefined) return known;
  return status >= 500 ? 'unknown' : 'ours';
}

function traceIdOf(error: unknown): string | undefined {
  return error instanceof AlipayError && 'traceId' in error && typeof error.traceId === 'string'
    ? error.traceId
    : undefined;
}
