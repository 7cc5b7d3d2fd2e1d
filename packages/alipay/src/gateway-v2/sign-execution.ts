import type { Configuration } from '../client/configuration.js';
import { redactor, secretsOf } from '../errors/redact-message.js';
import type { AttemptLimits } from '../transport/attempt-limits.js';
import type { TransportRequest } from '../transport/transport.js';
import { version } from '../version.js';
import { formText, gatewayFormPath } from './form-text.js';
import type { ResponseV2Context } from './response-v2.js';
import { type Execution, type SignedParameters, signedParameters } from './signed-parameters.js';

const userAgent = `lingpai/${version} node/${process.versions.node}`;

/** A signed request to the v2 gateway, with what is needed to read its response. */
export interface SignedExecution {
  readonly request: TransportRequest;
  readonly context: ResponseV2Context;
}

/** Signs an execution for one attempt: with its own time. */
export async function signExecution(
  configuration: Configuration,
  execution: Execution,
  requestId: string,
  limits: AttemptLimits,
): Promise<SignedExecution> {
  const { method, bizContent, encrypted } = execution;
  const parameters = await signedParameters(configuration, execution);
  const body = formText(parameters);
  const request = {
    method: 'POST',
    url: `${configuration.endpoint}${gatewayFormPath}`,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      'alipay-request-id': requestId,
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    signal: limits.signal,
    timeout: limits.timeout,
    maxResponseBytes: configuration.maxResponseBytes,
  };
  const redact = redactor(() => secretsOfExecution(parameters, bizContent));
  return { request, context: { configuration, method, encrypted, redact, limits } };
}

function* secretsOfExecution(parameters: SignedParameters, bizContent: object | undefined): Generator<string> {
  yield* secretsOf(Object.fromEntries(parameters));
  if (bizContent !== undefined) yield* secretsOf(bizContent);
}
