import { releaseParts } from '../multipart/multipart-form.js';
import { withRetries } from '../retry/with-retries.js';
import { attemptLimits } from '../transport/attempt-limits.js';
import type { AlipayResponse } from './api-promise.js';
import type { AppAuthTokenSource } from './app-auth-token.js';
import { observe } from './call-observer.js';
import type { Configuration } from './configuration.js';
import { type Call, prepareCall } from './prepare-call.js';
import type { RequestOptions } from './request-options.js';
import { readResponse } from './response.js';
import { responseContext } from './response-context.js';
import { retryRules } from './retry-rules.js';
import { signedAttempt } from './signed-attempt.js';
import type { WireRequest } from './wire-request.js';

/** Signs a request, sends it and reads the response. Repeats that where it is allowed. */
export async function exchange<T>(
  configuration: Configuration,
  wire: WireRequest,
  options: RequestOptions,
  merchant: AppAuthTokenSource | undefined,
): Promise<AlipayResponse<T>> {
  try {
    const call = await prepareCall(configuration, wire, options, merchant);
    return await withRetries(retryRules(configuration, call), (number) => attempt<T>(configuration, call, number));
  } finally {
    if (wire.files !== undefined) releaseParts(wire.files);
  }
}

async function attempt<T>(configuration: Configuration, call: Call, number: number): Promise<AlipayResponse<T>> {
  const limits = attemptLimits(call.signal, call.timeout);
  const request = await signedAttempt(configuration, call);
  const observer = observe(configuration, call, number);
  try {
    const received = await configuration.transport(request);
    const response = await readResponse<T>(received, responseContext(configuration, call, request, limits));
    observer?.succeeded(response.status, response.traceId);
    return response;
  } catch (error) {
    observer?.failed(error);
    throw error;
  }
}
