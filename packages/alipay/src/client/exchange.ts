import { redactMessage, secretsOf } from '../errors/redact-message.js';
import { releaseParts } from '../multipart/multipart-form.js';
import { readAnswer } from './answer.js';
import type { AlipayResponse } from './api-promise.js';
import type { Configuration } from './configuration.js';
import { type Call, prepareCall } from './prepare-call.js';
import type { RequestOptions } from './request-options.js';
import { signedAttempt } from './signed-attempt.js';
import type { WireRequest } from './wire-request.js';

/** Signs a request, sends it and reads the answer. */
export async function exchange<T>(
  configuration: Configuration,
  wire: WireRequest,
  options: RequestOptions,
): Promise<AlipayResponse<T>> {
  try {
    const call = await prepareCall(configuration, wire, options);
    const response = await configuration.transport(await signedAttempt(configuration, call));
    return readAnswer(response, {
      configuration,
      encrypted: call.encrypted,
      redact: (message) => redactMessage(message, secretsOfCall(call)),
    });
  } finally {
    if (wire.files !== undefined) releaseParts(wire.files);
  }
}

function* secretsOfCall(call: Call): Generator<string> {
  if (call.appAuthToken !== undefined) yield call.appAuthToken;
  if (call.wire.content !== undefined) yield* secretsOf(JSON.parse(call.wire.content));
  const [, query] = call.wire.pathAndQuery.split('?');
  yield* secretsOf(Object.fromEntries(new URLSearchParams(query)));
}
