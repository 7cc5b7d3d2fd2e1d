import type { AlipayResponse } from '../client/api-promise.js';
import type { Configuration } from '../client/configuration.js';
import { checkTimeout } from '../client/option-checks.js';
import { readResponseV2 } from './response-v2.js';
import type { RequestV2Options } from './execute-options.js';
import { sendExecution } from './send-execution.js';
import { decideExecutionEncryption } from './signed-parameters.js';

/** Calls a method of the v2 gateway; see `AlipayClient.requestV2`. */
export async function requestV2<T>(
  configuration: Configuration,
  method: string,
  bizContent: object | undefined,
  options: RequestV2Options,
): Promise<AlipayResponse<T>> {
  configuration.expiryWatch?.check(configuration.clock());
  const encrypted = decideExecutionEncryption(configuration, options.encrypt);
  const timeout = checkTimeout(options.timeout ?? configuration.timeout);
  const execution = { method, bizContent, encrypted, options };
  const { response, context } = await sendExecution(configuration, execution, { timeout, signal: options.signal });
  return readResponseV2(response, context);
}
