import { randomUUID } from 'node:crypto';
import { redactMessage, secretsOf } from '../errors/redact-message.js';
import { signRequest } from '../signing/request-signature.js';
import type { TransportRequest } from '../transport/transport.js';
import { version } from '../version.js';
import { readAnswer } from './answer.js';
import type { AlipayResponse } from './api-promise.js';
import { resolveAppAuthToken } from './app-auth-token.js';
import { type Configuration, checkTimeout } from './configuration.js';
import { checkHeaders, checkRequestId } from './request-headers.js';
import type { RequestOptions } from './request-options.js';
import type { WireRequest } from './wire-request.js';

const userAgent = `lingpai/${version} node/${process.versions.node}`;

/** A call that is ready to be signed and sent. */
interface Call {
  readonly wire: WireRequest;
  /** As sent: cipher text when encrypted. */
  readonly body: string | undefined;
  readonly encrypted: boolean;
  readonly appAuthToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
}

/** Signs a request, sends it and reads the answer. */
export async function exchange<T>(
  configuration: Configuration,
  wire: WireRequest,
  options: RequestOptions,
): Promise<AlipayResponse<T>> {
  const call = await prepareCall(configuration, wire, options);
  const response = await configuration.transport(await signedTransportRequest(configuration, call));
  return readAnswer(response, {
    configuration,
    encrypted: call.encrypted,
    redact: (message) => redactMessage(message, secretsOfCall(call)),
  });
}

async function prepareCall(configuration: Configuration, wire: WireRequest, options: RequestOptions): Promise<Call> {
  const encrypted = decideEncryption(configuration, options.encrypt);
  const body = encrypted && wire.content !== undefined ? configuration.cipher?.encrypt(wire.content) : wire.content;
  const appAuthToken = await resolveAppAuthToken(options.appAuthToken);
  return {
    wire,
    body,
    encrypted,
    appAuthToken,
    headers: requestHeaders(configuration, options, { body, encrypted, appAuthToken }),
    signal: options.signal,
    timeout: checkTimeout(options.timeout ?? configuration.timeout),
  };
}

function decideEncryption(configuration: Configuration, asked: boolean | undefined): boolean {
  if (asked === true && configuration.cipher === undefined) {
    throw new TypeError('encrypt: found true, and the client has no encryptKey');
  }
  return asked ?? configuration.cipher !== undefined;
}

function requestHeaders(
  configuration: Configuration,
  options: RequestOptions,
  { body, encrypted, appAuthToken }: Pick<Call, 'body' | 'encrypted' | 'appAuthToken'>,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': userAgent,
    ...checkHeaders(options.headers),
    'alipay-request-id': options.requestId === undefined ? randomUUID() : checkRequestId(options.requestId),
  };
  if (body !== undefined) {
    headers['content-type'] = encrypted ? 'text/plain' : 'application/json';
    headers['content-length'] = String(Buffer.byteLength(body));
  }
  if (encrypted) headers['alipay-encrypt-type'] = 'AES';
  if (appAuthToken !== undefined) headers['alipay-app-auth-token'] = appAuthToken;
  if (configuration.certificates) headers['alipay-root-cert-sn'] = configuration.certificates.rootCertSn;
  return headers;
}

async function signedTransportRequest(configuration: Configuration, call: Call): Promise<TransportRequest> {
  const { method, pathAndQuery } = call.wire;
  const authorization = await signRequest(
    { method, pathAndQuery, body: call.body, appAuthToken: call.appAuthToken },
    {
      appId: configuration.appId,
      appCertSn: configuration.certificates?.appCertSn,
      nonce: configuration.nonce(),
      timestamp: configuration.clock(),
    },
    configuration.privateKey,
  );
  return {
    method,
    url: `${configuration.endpoint}${pathAndQuery}`,
    headers: { ...call.headers, authorization },
    body: call.body,
    signal: call.signal,
    timeout: call.timeout,
    maxResponseBytes: configuration.maxResponseBytes,
  };
}

function* secretsOfCall(call: Call): Generator<string> {
  if (call.appAuthToken !== undefined) yield call.appAuthToken;
  if (call.wire.content !== undefined) yield* secretsOf(JSON.parse(call.wire.content));
  const [, query] = call.wire.pathAndQuery.split('?');
  yield* secretsOf(Object.fromEntries(new URLSearchParams(query)));
}
