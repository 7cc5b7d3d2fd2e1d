import { randomUUID } from 'node:crypto';
import type { Configuration } from '../client/configuration.js';
import { redactMessage, secretsOf } from '../errors/redact-message.js';
import type { TransportResponse } from '../transport/transport.js';
import { version } from '../version.js';
import type { ResponseV2Context } from './response-v2.js';
import { formText, gatewayFormPath } from './form-text.js';
import { type Execution, type SignedParameters, signedParameters } from './signed-parameters.js';

const userAgent = `lingpai/${version} node/${process.versions.node}`;

/** A response of the v2 gateway with what is needed to read it. */
export interface SentExecution {
  readonly response: TransportResponse;
  readonly context: ResponseV2Context;
}

/**
 * Signs and posts an execution; its response is still to be verified.
 *
 * @param limits milliseconds for the exchange, and what ends it early
 */
export async function sendExecution(
  configuration: Configuration,
  execution: Execution,
  limits: { readonly timeout: number; readonly signal?: AbortSignal | undefined },
): Promise<SentExecution> {
  const { method, bizContent, encrypted } = execution;
  const parameters = await signedParameters(configuration, execution);
  const body = formText(parameters);
  const response = await configuration.transport({
    method: 'POST',
    url: `${configuration.endpoint}${gatewayFormPath}`,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      'alipay-request-id': randomUUID(),
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    signal: limits.signal,
    timeout: limits.timeout,
    maxResponseBytes: configuration.maxResponseBytes,
  });
  const redact = (message: string) => redactMessage(message, secretsOfExecution(parameters, bizContent));
  return { response, context: { configuration, method, encrypted, redact } };
}

function* secretsOfExecution(parameters: SignedParameters, bizContent: object | undefined): Generator<string> {
  yield* secretsOf(Object.fromEntries(parameters));
  if (bizContent !== undefined) yield* secretsOf(bizContent);
}
