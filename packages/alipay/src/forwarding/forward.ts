import type { AppAuthTokenSource } from '../client/app-auth-token.js';
import { observe } from '../client/call-observer.js';
import type { Configuration } from '../client/configuration.js';
import { checkBoolean, checkTimeout } from '../client/option-checks.js';
import { type Call, prepareCall } from '../client/prepare-call.js';
import { openResponse } from '../client/response.js';
import { responseContext } from '../client/response-context.js';
import { retryRules } from '../client/retry-rules.js';
import { signedAttempt } from '../client/signed-attempt.js';
import { type WireRequest, wireRequestOf } from '../client/wire-request.js';
import { AlipayApiError } from '../errors/alipay-api-error.js';
import { releaseParts } from '../multipart/multipart-form.js';
import { withRetries } from '../retry/with-retries.js';
import { presentHeader } from '../signing/response-signature.js';
import { defaultIdleTimeout, isEventStream, readWhole } from '../streaming/stream-events.js';
import { type AttemptLimits, attemptLimits, timeLeft } from '../transport/attempt-limits.js';
import { Deadline } from '../transport/deadline.js';
import type { Transport, TransportRequest, TransportResponse, TransportStream } from '../transport/transport.js';
import type { ForwardedRequest, ForwardedResponse, ForwardOptions } from './forwarded-request.js';
import { keepError, maskedBody } from './keep-error.js';

/** How a response that may be a stream is received. */
interface EventAcceptance {
  readonly send: NonNullable<Transport['stream']>;
  readonly idleTimeout: number;
}

/** Signs and sends a request as it is, and verifies the response; see `AlipayClient.forward`. */
export async function forward(
  configuration: Configuration,
  request: ForwardedRequest,
  options: ForwardOptions,
  merchant: AppAuthTokenSource | undefined,
): Promise<ForwardedResponse> {
  const events = eventAcceptance(configuration, options);
  const wire = forwardedWireRequest(request);
  const reading = textConfiguration(configuration);
  try {
    const call = await prepareCall(reading, wire, events === undefined ? options : acceptingEvents(options), merchant);
    return await keepError((keep) =>
      withRetries(retryRules(reading, call), (number) => attempt(reading, call, { number, events, keep })),
    );
  } finally {
    if (wire.files !== undefined) releaseParts(wire.files);
  }
}

const acceptingEvents = (options: ForwardOptions): ForwardOptions => ({
  ...options,
  headers: { accept: 'text/event-stream, application/json', ...options.headers },
});

const textConfigurations = new WeakMap<Configuration, Configuration>();

/** The body is passed on as text: no number in it is read. */
function textConfiguration(configuration: Configuration): Configuration {
  const known = textConfigurations.get(configuration);
  if (known !== undefined) return known;
  const made: Configuration = { ...configuration, bigints: 'string' };
  textConfigurations.set(configuration, made);
  return made;
}

interface Attempt {
  readonly number: number;
  readonly events: EventAcceptance | undefined;
  readonly keep: (response: ForwardedResponse) => ForwardedResponse;
}

async function attempt(
  configuration: Configuration,
  call: Call,
  { number, events, keep }: Attempt,
): Promise<ForwardedResponse> {
  const limits = attemptLimits(call.signal, call.timeout);
  const request = await signedAttempt(configuration, call);
  const observer = observe(configuration, call, number);
  try {
    const received =
      events === undefined ? await configuration.transport(request) : await begin(request, limits, events);
    const response = keep(await responseOf(received, configuration, call, request, limits));
    observer?.succeeded(response.status, response.traceId);
    return response;
  } catch (error) {
    observer?.failed(error);
    throw error;
  }
}

async function responseOf(
  received: TransportResponse | TransportStream,
  configuration: Configuration,
  call: Call,
  request: TransportRequest,
  limits: AttemptLimits,
): Promise<ForwardedResponse> {
  const { status, headers, body } = received;
  if (!Buffer.isBuffer(body)) {
    return { status, headers, body, traceId: presentHeader(headers, 'alipay-trace-id'), error: undefined };
  }
  const context = responseContext(configuration, call, request, limits);
  const { error, text, traceId } = await openResponse({ status, headers, body }, context);
  if (error === undefined) return { status, headers, body: text, traceId, error };
  if (!(error instanceof AlipayApiError)) throw error;
  return { status, headers, body: maskedBody(text, context.redact), traceId, error };
}

/** Sends a request whose response may be a stream. Any other response is read to its end. */
async function begin(
  request: TransportRequest,
  limits: AttemptLimits,
  { send, idleTimeout }: EventAcceptance,
): Promise<TransportResponse | TransportStream> {
  const deadline = new Deadline({ signal: request.signal });
  try {
    const response = await send({ ...request, signal: deadline.signal });
    if (isEventStream(response)) return { ...response, body: whileNotIdle(response.body, deadline, idleTimeout) };
    deadline.restart(limits.timeout, Math.max(0, timeLeft(limits)));
    const body = await readWhole(response, request);
    deadline.over();
    return { ...response, body };
  } catch (error) {
    deadline.over();
    throw error;
  }
}

async function* whileNotIdle(
  body: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  idleTimeout: number,
): AsyncGenerator<Uint8Array> {
  try {
    deadline.restart(idleTimeout);
    for await (const chunk of body) {
      // The time that the reader takes does not count as idleness of the stream.
      deadline.met();
      yield chunk;
      deadline.restart(idleTimeout);
    }
  } finally {
    deadline.over();
  }
}

function eventAcceptance(
  { transport }: Configuration,
  { acceptUnsigned, idleTimeout }: ForwardOptions,
): EventAcceptance | undefined {
  const checked = checkTimeout(idleTimeout ?? defaultIdleTimeout, 'idleTimeout');
  if (checkBoolean(acceptUnsigned, 'acceptUnsigned') !== true) return undefined;
  if (transport.stream === undefined) throw new TypeError('transport: it has no method stream, which streams need');
  return { send: transport.stream, idleTimeout: checked };
}

/** @throws TypeError naming the part of the request that is wrong */
function forwardedWireRequest({ method, path, content, files }: ForwardedRequest): WireRequest {
  if (content !== undefined && !isJsonObject(content)) {
    throw new TypeError('content: expected the JSON text of an object');
  }
  return wireRequestOf({ method, path, files }, content);
}

function isJsonObject(content: string): boolean {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
