import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestStep } from './request-step.js';

/** The W3C trace context of a request. */
export interface RequestTrace {
  /** 32 hexadecimal digits: the caller's, or new. */
  readonly traceId: string;
  /** 16 hexadecimal digits: ours. */
  readonly spanId: string;
  /** The header `traceparent` of the response. */
  readonly parent: string;
}

/** Ids identify, they protect nothing: digits are drawn for many of them at a time. */
const mostDrawn = 24 * 1_024;
let drawn = '';
let used = 0;

const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** @param parent the header `traceparent`, as it came; anything else begins a new trace */
export function traceOf(parent: unknown): RequestTrace {
  const [, given, flags = '00'] = typeof parent === 'string' ? (traceparent.exec(parent) ?? []) : [];
  const traceId = given ?? randomDigits(32);
  const spanId = randomDigits(16);
  return { traceId, spanId, parent: `00-${traceId}-${spanId}-${flags}` };
}

/** The caller's id of a request, or a new one. */
export function requestIdOf({ 'x-request-id': given }: IncomingHttpHeaders): string {
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}

/** Names the request and its trace in the response. */
export const traceRequest: RequestStep = (request, reply) => {
  request.trace = traceOf(request.headers.traceparent);
  reply.headers({ 'x-request-id': request.id, traceparent: request.trace.parent });
};

/**
 * The header `traceparent` of one attempt to deliver an event. All attempts are one trace, on every node. It is marked as
 * recorded, which the log of deliveries does: receivers that follow their caller's decision would drop it otherwise.
 */
export function eventTraceparent(eventId: string): string {
  const traceId = createHash('sha256').update(eventId).digest('hex').slice(0, 32);
  return `00-${traceId}-${randomDigits(16)}-01`;
}

/** @param length digits */
function randomDigits(length: number): string {
  if (used + length > drawn.length) {
    drawn = randomBytes(mostDrawn).toString('hex');
    used = 0;
  }
  used += length;
  return drawn.slice(used - length, used);
}
