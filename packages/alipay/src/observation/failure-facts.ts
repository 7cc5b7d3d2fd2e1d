import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';
import type { RequestOutcome } from './request-events.js';

type FailureFacts = Pick<RequestOutcome, 'status' | 'traceId' | 'error' | 'code'>;

/** Collects what an observer may learn of an error. */
export function failureFacts(error: unknown): FailureFacts {
  if (error instanceof AlipayApiError) {
    return { status: error.status, traceId: error.traceId, error: error.name, code: error.code };
  }
  if (error instanceof AlipaySignatureError || error instanceof AlipayContentError) {
    return { status: error.status, traceId: error.traceId, error: error.name, code: error.problem };
  }
  const name = error instanceof Error ? error.name : 'Error';
  const code = error instanceof AlipayTransportError ? error.outcome : undefined;
  return { status: undefined, traceId: undefined, error: name, code };
}
