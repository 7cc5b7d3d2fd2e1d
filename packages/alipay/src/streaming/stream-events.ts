import type { AppAuthTokenSource } from '../client/app-auth-token.js';
import { observe } from '../client/call-observer.js';
import type { Configuration } from '../client/configuration.js';
import { checkTimeout } from '../client/option-checks.js';
import { type Call, prepareCall } from '../client/prepare-call.js';
import { type ResponseContext, readResponse } from '../client/response.js';
import { responseContext } from '../client/response-context.js';
import { retryRules } from '../client/retry-rules.js';
import { signedAttempt } from '../client/signed-attempt.js';
import type { WireRequest } from '../client/wire-request.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { releaseParts } from '../multipart/multipart-form.js';
import { withRetries } from '../retry/with-retries.js';
import { presentHeader } from '../signing/response-signature.js';
import { attemptLimits, timeLeft } from '../transport/attempt-limits.js';
import { Deadline } from '../transport/deadline.js';
import { tooLarge } from '../transport/too-large.js';
import type { Transport, TransportRequest, TransportStream } from '../transport/transport.js';
import { EventStreamParser, EventTooLongError, type ServerEvent } from './event-stream-parser.js';
import type { StreamOptions } from './stream-options.js';

/** Milliseconds between two pieces of a stream. */
export const defaultIdleTimeout = 60_000;
const defaultMaxEventLength = 1024 * 1024;

interface OpenStream {
  readonly response: TransportStream;
  /** Ends the stream by the caller's signal, or when nothing arrives for too long. */
  readonly deadline: Deadline;
}

/** Makes a call and reads its response as a stream of events. Reads and verifies an error like that of any call. */
export async function* streamEvents(
  configuration: Configuration,
  prepare: () => WireRequest,
  options: StreamOptions,
  merchant: AppAuthTokenSource | undefined,
): AsyncGenerator<ServerEvent, void, undefined> {
  const send = checkStream(configuration.transport, options);
  const wire = prepare();
  try {
    const idleTimeout = checkTimeout(options.idleTimeout ?? defaultIdleTimeout, 'idleTimeout');
    const parser = new EventStreamParser(checkLength(options.maxEventLength ?? defaultMaxEventLength));
    const headers = { accept: 'text/event-stream, application/json', ...options.headers };
    const call = await prepareCall(configuration, wire, { ...options, headers }, merchant);
    const opened = await withRetries(retryRules(configuration, call), (number) =>
      openStream(configuration, call, number, send),
    );
    yield* eventsOf(opened, parser, idleTimeout);
  } finally {
    if (wire.files !== undefined) releaseParts(wire.files);
  }
}

async function openStream(
  configuration: Configuration,
  call: Call,
  number: number,
  send: NonNullable<Transport['stream']>,
): Promise<OpenStream> {
  const limits = attemptLimits(call.signal, call.timeout);
  const deadline = new Deadline({ signal: call.signal });
  const request = { ...(await signedAttempt(configuration, call)), signal: deadline.signal };
  const observer = observe(configuration, call, number);
  try {
    const response = await send(request);
    if (!isEventStream(response)) {
      deadline.restart(call.timeout, Math.max(0, timeLeft(limits)));
      return await refuse(response, request, responseContext(configuration, call, request, limits));
    }
    observer?.succeeded(response.status, presentHeader(response.headers, 'alipay-trace-id'));
    return { response, deadline };
  } catch (error) {
    deadline.over();
    observer?.failed(error);
    throw error;
  }
}

/** Reads a response that is not a stream, and throws the error that it holds or that it is. */
async function refuse(response: TransportStream, request: TransportRequest, context: ResponseContext): Promise<never> {
  const whole = { status: response.status, headers: response.headers, body: await readWhole(response, request) };
  const { status, traceId } = await readResponse(whole, context);
  throw new AlipayContentError('the response is not a stream of events', { problem: 'not-events', status, traceId });
}

export async function readWhole(response: TransportStream, { maxResponseBytes }: TransportRequest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > maxResponseBytes) throw tooLarge(response, maxResponseBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function* eventsOf(
  { response, deadline }: OpenStream,
  parser: EventStreamParser,
  idleTimeout: number,
): AsyncGenerator<ServerEvent, void, undefined> {
  try {
    deadline.restart(idleTimeout);
    for await (const chunk of response.body) {
      // The time that the reader takes for an event does not count as idleness of the stream.
      deadline.met();
      yield* parser.push(chunk);
      deadline.restart(idleTimeout);
    }
  } catch (error) {
    throw error instanceof EventTooLongError ? eventTooLong(response) : error;
  } finally {
    deadline.over();
  }
}

function eventTooLong({ status, headers }: TransportStream): AlipayContentError {
  const traceId = presentHeader(headers, 'alipay-trace-id');
  return new AlipayContentError('an event of the stream is longer than maxEventLength', {
    problem: 'too-large',
    status,
    traceId,
  });
}

export function isEventStream({ status, headers }: TransportStream): boolean {
  return status >= 200 && status <= 299 && /^text\/event-stream\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function checkStream(transport: Transport, options: StreamOptions): NonNullable<Transport['stream']> {
  if (options?.acceptUnsigned !== true) {
    throw new TypeError('acceptUnsigned: expected true, for Alipay signs no stream and only TLS protects its events');
  }
  if (transport.stream === undefined) throw new TypeError('transport: it has no method stream, which streams need');
  return transport.stream;
}

function checkLength(length: number): number {
  if (Number.isSafeInteger(length) && length > 0) return length;
  throw new TypeError('maxEventLength: expected a positive integer');
}
