import { checkExecution } from '../client/check-parameters.js';
import type { Configuration } from '../client/configuration.js';
import type { ExecuteOptions } from '../gateway-v2/execute-options.js';
import { formText, gatewayFormPath, gatewayPath } from '../gateway-v2/form-text.js';
import { decideExecutionEncryption, signedParameters } from '../gateway-v2/signed-parameters.js';
import type { PageOptions } from './page-options.js';
import { submittingForm } from './submitting-form.js';

/** Signs a page of Alipay; see `AlipayClient.pageExecute`. */
export async function pageExecute(
  configuration: Configuration,
  method: string,
  bizContent: object | undefined,
  options: PageOptions,
): Promise<string> {
  const { httpMethod = 'POST' } = options;
  if (httpMethod !== 'GET' && httpMethod !== 'POST') throw new TypeError("httpMethod: expected 'GET' or 'POST'");
  const encrypted = decideExecutionEncryption(configuration, options.encrypt);
  if (configuration.checks) await checkExecution(method, bizContent);
  const parameters = await signedParameters(configuration, { method, bizContent, encrypted, options });
  return httpMethod === 'GET'
    ? `${configuration.endpoint}${gatewayPath}?${formText(parameters)}`
    : submittingForm(`${configuration.endpoint}${gatewayFormPath}`, parameters, options.scriptNonce);
}

/** Signs an order for Alipay's mobile SDK; see `AlipayClient.sdkExecute`. */
export async function sdkExecute(
  configuration: Configuration,
  method: string,
  bizContent: object | undefined,
  options: ExecuteOptions,
): Promise<string> {
  const encrypted = decideExecutionEncryption(configuration, options.encrypt);
  if (configuration.checks) await checkExecution(method, bizContent);
  return formText(await signedParameters(configuration, { method, bizContent, encrypted, options }));
}
