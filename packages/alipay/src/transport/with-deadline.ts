import { AlipayError } from '../errors/alipay-error.js';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';
import { safeCause } from '../errors/safe-cause.js';
import { Deadline } from './deadline.js';
import { isOwnTransport } from './own-transport.js';
import { tooLarge } from './too-large.js';
import type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport.js';
import { untilAborted } from './until-aborted.js';

/**
 * Holds a transport of the caller to the contract: the time-out, the signal and the limit of the response's size apply
 * even where the transport ignores them, and what it throws becomes an `AlipayTransportError`.
 */
export function withDeadline(transport: Transport): Transport {
  if (isOwnTransport(transport)) return transport;
  const send = (request: TransportRequest) => sendInTime(transport, request);
  const stream = transport.stream?.bind(transport);
  if (stream === undefined) return send;
  return Object.assign(send, { stream: (request: TransportRequest) => streamInTime(stream, request) });
}

async function sendInTime(transport: Transport, request: TransportRequest): Promise<TransportResponse> {
  const deadline = new Deadline(request);
  try {
    const response = await orAborted(transport({ ...request, signal: deadline.signal }), deadline.signal);
    if (response.body.length > request.maxResponseBytes) throw tooLarge(response, request.maxResponseBytes);
    return response;
  } finally {
    deadline.over();
  }
}

async function streamInTime(
  stream: (request: TransportRequest) => Promise<TransportStream>,
  request: TransportRequest,
): Promise<TransportStream> {
  const deadline = new Deadline(request);
  try {
    const { signal } = deadline;
    const { body, ...head } = await orAborted(stream({ ...request, signal }), signal);
    deadline.met();
    return { ...head, body: guarded(body, deadline) };
  } catch (error) {
    deadline.over();
    throw error;
  }
}

async function* guarded(body: AsyncIterable<Uint8Array>, deadline: Deadline): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await orAborted(iterator.next(), deadline.signal);
      ended = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    deadline.over();
    // Not waited for: a transport that ignores its signal would hold up the caller.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** @throws the signal's reason once it is aborted, otherwise the error as an AlipayError */
async function orAborted<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(pending, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof AlipayError) throw error;
    throw new AlipayTransportError('the transport failed', { outcome: 'unknown', cause: safeCause(error) });
  }
}
