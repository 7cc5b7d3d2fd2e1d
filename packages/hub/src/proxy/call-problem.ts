import {
  AlipayApiError,
  AlipayContentError,
  AlipaySignatureError,
  AlipayTimeoutError,
  AlipayTransportError,
} from '@lingpai/alipay';
import { HubError } from '../problems/hub-error.js';

/**
 * What it means to a caller that a proxied call brought no response of Alipay. The member `outcome` says whether Alipay may have
 * acted: `not-sent` when it certainly has not.
 */
export function callProblem(cause: unknown): unknown {
  if (cause instanceof TypeError) return new HubError('invalid-request', cause.message, { cause });
  if (cause instanceof AlipayTransportError) {
    const code = cause instanceof AlipayTimeoutError ? 'timeout' : 'alipay-unavailable';
    return new HubError(code, cause.message, { cause, members: { outcome: cause.outcome } });
  }
  if (cause instanceof AlipaySignatureError) return unverified(cause, { problem: cause.problem });
  if (cause instanceof AlipayApiError) return unverified(cause, { alipayCode: cause.code });
  if (!(cause instanceof AlipayContentError)) return cause;
  const { message, status: alipayStatus, traceId: alipayTraceId } = cause;
  const members = { outcome: 'unknown', alipayStatus, alipayTraceId };
  return new HubError('alipay-unavailable', message, { cause, members });
}

function unverified(cause: AlipaySignatureError | AlipayApiError, more: object): HubError {
  const { status: alipayStatus, traceId: alipayTraceId } = cause;
  const message =
    cause instanceof AlipayApiError
      ? "the response is an error without Alipay's signature, so it is not passed on"
      : cause.message;
  return new HubError('alipay-unverified', message, {
    cause,
    members: { outcome: 'unknown', alipayStatus, alipayTraceId, ...more },
  });
}
