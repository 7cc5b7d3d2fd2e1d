import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipayError } from '../errors/alipay-error.js';
import { AlipayTimeoutError, AlipayTransportError } from '../errors/alipay-transport-error.js';
import type { Transport, TransportRequest, TransportResponse } from './transport.js';

/**
 * Holds somebody else's transport to the contract: the time-out and the limit of the answer's size hold whether it
 * minds them or not, and whatever it throws arrives as an `AlipayTransportError`.
 */
export function withDeadline(transport: Transport): Transport {
  return async (request) => {
    request.signal?.throwIfAborted();
    const response = await raceDeadline(transport, request);
    if (response.body.length > request.maxResponseBytes) {
      throw new AlipayContentError(`the answer is larger than ${request.maxResponseBytes} bytes`, {
        problem: 'too-large',
        status: response.status,
        traceId: response.headers['alipay-trace-id'],
      });
    }
    return response;
  };
}

async function raceDeadline(transport: Transport, request: TransportRequest): Promise<TransportResponse> {
  const deadline = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
  const timer = setTimeout(() => deadline.abort(new AlipayTimeoutError(request.timeout, 'unknown')), request.timeout);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([transport({ ...request, signal }), aborted]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof AlipayError) throw error;
    throw new AlipayTransportError('the transport failed', { outcome: 'unknown', cause: error });
  } finally {
    clearTimeout(timer);
  }
}
