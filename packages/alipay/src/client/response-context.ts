import { redactMessage, secretsOf } from '../errors/redact-message.js';
import { authorizationScheme } from '../signing/request-signature.js';
import { requestSignString } from '../signing/signed-text.js';
import type { TransportRequest } from '../transport/transport.js';
import type { ResponseContext } from './response.js';
import type { Configuration } from './configuration.js';
import type { Call } from './prepare-call.js';

/** What of an attempt is needed to read its response. */
export function responseContext(configuration: Configuration, call: Call, request: TransportRequest): ResponseContext {
  return {
    configuration,
    encrypted: call.encrypted,
    redact: (message) => redactMessage(message, secretsOfCall(call)),
    signedText: () => signedTextOf(call, request),
  };
}

/** Put together again, for the rare case that it is asked for. */
function signedTextOf({ wire, body, appAuthToken }: Call, { method, headers }: TransportRequest): string {
  const authorization = headers.authorization ?? '';
  const auth = authorization.slice(authorizationScheme.length + 1, authorization.lastIndexOf(',sign='));
  return requestSignString(auth, { method, pathAndQuery: wire.pathAndQuery, body, appAuthToken });
}

function* secretsOfCall(call: Call): Generator<string> {
  if (call.appAuthToken !== undefined) yield call.appAuthToken;
  if (call.wire.content !== undefined) yield* secretsOf(JSON.parse(call.wire.content));
  const [, query] = call.wire.pathAndQuery.split('?');
  yield* secretsOf(Object.fromEntries(new URLSearchParams(query)));
}
