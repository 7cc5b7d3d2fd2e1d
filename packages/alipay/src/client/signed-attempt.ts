import { signRequest } from '../signing/request-signature.js';
import type { TransportRequest } from '../transport/transport.js';
import type { Configuration } from './configuration.js';
import type { Call } from './prepare-call.js';

/** Signs a call for one attempt, with its own nonce and time. */
export async function signedAttempt(configuration: Configuration, call: Call): Promise<TransportRequest> {
  const { method, pathAndQuery } = call.wire;
  const authorization = await signRequest(
    { method, pathAndQuery, body: call.body, appAuthToken: call.appAuthToken },
    {
      appId: configuration.appId,
      appCertSn: configuration.certificates?.appCertSn,
      nonce: configuration.nonce(),
      timestamp: configuration.clock(),
      extraAuthInfo: configuration.extraAuthInfo,
    },
    configuration.privateKey,
  );
  return {
    method,
    url: `${configuration.endpoint}${pathAndQuery}`,
    headers: { ...call.headers, authorization },
    body: call.form === undefined ? call.body : call.form.open(),
    signal: call.signal,
    timeout: call.timeout,
    maxResponseBytes: configuration.maxResponseBytes,
  };
}
