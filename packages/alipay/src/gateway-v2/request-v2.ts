import { randomUUID } from 'node:crypto';
import type { AlipayResponse } from '../client/api-promise.js';
import { resolveAppAuthToken } from '../client/app-auth-token.js';
import { checkExecution } from '../client/check-parameters.js';
import type { Configuration } from '../client/configuration.js';
import { checkBoolean, checkMaxRetries, checkSignal, checkTimeout } from '../client/option-checks.js';
import { checkRequestId } from '../client/request-headers.js';
import { isObserved, RequestObserver } from '../observation/request-observer.js';
import { withRetries } from '../retry/with-retries.js';
import { attemptLimits } from '../transport/attempt-limits.js';
import type { TransportResponse } from '../transport/transport.js';
import type { RequestV2Options } from './execute-options.js';
import { gatewayPath } from './form-text.js';
import { type ResponseV2Context, readResponseV2 } from './response-v2.js';
import { signExecution } from './sign-execution.js';
import { decideExecutionEncryption, type Execution } from './signed-parameters.js';

/** A v2 call that is ready to be signed and sent. */
interface CallV2 {
  readonly execution: Execution;
  readonly requestId: string;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Stands for the call in what observers receive; it holds nothing of it. */
  readonly identity: object;
}

/** What reading a response yields, for observers. */
interface ReadResponse {
  readonly status: number;
  readonly traceId: string | undefined;
}

type Read<Response extends ReadResponse> = (
  received: TransportResponse,
  context: ResponseV2Context,
) => Promise<Response>;

/** Calls a method of the v2 gateway; see `AlipayClient.requestV2`. */
export async function requestV2<T>(
  configuration: Configuration,
  method: string,
  bizContent: object | undefined,
  options: RequestV2Options,
): Promise<AlipayResponse<T>> {
  return exchangeV2(configuration, { method, bizContent }, options, readResponseV2<T>);
}

/** Signs a v2 call, sends it and reads the response. Repeats that where it is allowed. */
export async function exchangeV2<Response extends ReadResponse>(
  configuration: Configuration,
  execution: Pick<Execution, 'method' | 'bizContent'>,
  options: RequestV2Options,
  read: Read<Response>,
): Promise<Response> {
  const signal = checkSignal(options.signal);
  const rules = {
    method: 'POST',
    retry: checkBoolean(options.retry, 'retry'),
    idempotent: false,
    maxRetries: checkMaxRetries(options.maxRetries ?? configuration.maxRetries),
    random: configuration.random,
    sleep: configuration.sleep,
    signal,
  };
  const call = await prepareCall(configuration, execution, options);
  return withRetries(rules, (number) => attempt(configuration, call, number, read));
}

async function prepareCall(
  configuration: Configuration,
  { method, bizContent }: Pick<Execution, 'method' | 'bizContent'>,
  options: RequestV2Options,
): Promise<CallV2> {
  const { signal } = options;
  const encrypted = decideExecutionEncryption(configuration, options.encrypt);
  if (configuration.checks) await checkExecution(method, bizContent);
  const timeout = checkTimeout(options.timeout ?? configuration.timeout);
  const requestId = options.requestId === undefined ? randomUUID() : checkRequestId(options.requestId);
  signal?.throwIfAborted();
  const appAuthToken = await resolveAppAuthToken(options.appAuthToken, attemptLimits(signal, timeout));
  const execution = { method, bizContent, encrypted, options: { ...options, appAuthToken } };
  return { execution, requestId, timeout, signal, identity: Object.freeze({}) };
}

async function attempt<Response extends ReadResponse>(
  configuration: Configuration,
  call: CallV2,
  number: number,
  read: Read<Response>,
): Promise<Response> {
  configuration.expiryWatch?.check(configuration.clock());
  const limits = attemptLimits(call.signal, call.timeout);
  const { request, context } = await signExecution(configuration, call.execution, call.requestId, limits);
  const observer = observe(configuration, call, number);
  try {
    const response = await read(await configuration.transport(request), context);
    observer?.succeeded(response.status, response.traceId);
    return response;
  } catch (error) {
    observer?.failed(error);
    throw error;
  }
}

function observe(
  { hooks, endpoint }: Configuration,
  { execution, identity, requestId }: CallV2,
  attempt: number,
): RequestObserver | undefined {
  if (!isObserved(hooks)) return undefined;
  return new RequestObserver(hooks, {
    call: identity,
    attempt,
    operation: execution.method,
    method: 'POST',
    path: gatewayPath,
    host: endpoint.slice(endpoint.indexOf('//') + 2),
    requestId,
    encrypted: execution.encrypted,
    merchant: execution.options.appAuthToken !== undefined,
  });
}
