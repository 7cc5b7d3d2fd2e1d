import { mayHoldSecrets, redactor, secretsOf } from '../errors/redact-message.js';
import { authorizationScheme } from '../signing/request-signature.js';
import { requestSignString } from '../signing/signed-text.js';
import type { AttemptLimits } from '../transport/attempt-limits.js';
import type { TransportRequest } from '../transport/transport.js';
import type { Configuration } from './configuration.js';
import type { Call } from './prepare-call.js';
import type { ResponseContext } from './response.js';

/** Collects what reading a response needs to know of its attempt. */
export function responseContext(
  configuration: Configuration,
  call: Call,
  request: TransportRequest,
  limits: AttemptLimits,
): ResponseContext {
  return {
    configuration,
    encrypted: call.encrypted,
    limits,
    redact: redactor(() => secretsOfCall(call)),
    signedText: () => signedTextOf(call, request),
  };
}

/** Rebuilds the signed text, which only an `invalid-signature` needs. */
function signedTextOf({ wire, body, appAuthToken }: Call, { method, headers }: TransportRequest): string {
  const authorization = headers.authorization ?? '';
  const auth = authorization.slice(authorizationScheme.length + 1, authorization.lastIndexOf(',sign='));
  return requestSignString(auth, { method, pathAndQuery: wire.pathAndQuery, body, appAuthToken });
}

function* secretsOfCall(call: Call): Generator<string> {
  if (call.appAuthToken !== undefined) yield call.appAuthToken;
  const { content, pathAndQuery } = call.wire;
  if (content !== undefined && mayHoldSecrets(content)) yield* secretsOf(JSON.parse(content));
  const [, query = ''] = pathAndQuery.split('?');
  for (const [name, value] of new URLSearchParams(query)) yield* secretsOf({ [name]: value });
  yield* secretsOf(Object.fromEntries(call.wire.pathValues));
  yield* secretsOf(call.headers);
}
