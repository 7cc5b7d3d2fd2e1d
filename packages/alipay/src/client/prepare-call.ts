import { randomUUID } from 'node:crypto';
import { type MultipartForm, multipartForm } from '../multipart/multipart-form.js';
import { attemptLimits } from '../transport/attempt-limits.js';
import { version } from '../version.js';
import { type AppAuthTokenSource, resolveAppAuthToken } from './app-auth-token.js';
import { checkWireRequest } from './check-parameters.js';
import type { Configuration } from './configuration.js';
import { checkBoolean, checkMaxRetries, checkSignal, checkTimeout } from './option-checks.js';
import { checkHeaders, checkRequestId } from './request-headers.js';
import type { RequestOptions } from './request-options.js';
import type { WireRequest } from './wire-request.js';

const userAgent = `lingpai/${version} node/${process.versions.node}`;
const sdkVersion = `lingpai-${version}`;

/** A call that is ready to be signed and sent. */
export interface Call {
  readonly wire: WireRequest;
  /** What is signed: the body, of a multipart body the part `data`; cipher text when encrypted. */
  readonly body: string | undefined;
  /** A multipart body. */
  readonly form: MultipartForm | undefined;
  readonly encrypted: boolean;
  readonly appAuthToken: string | undefined;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  readonly retry: boolean | undefined;
  /** None when the body cannot be sent twice. */
  readonly maxRetries: number;
}

/**
 * Resolves everything that a call's attempts have in common.
 *
 * @param merchant the token that the client acts with, where the options name none
 * @throws TypeError naming the option, parameter or file that is wrong
 */
export async function prepareCall(
  configuration: Configuration,
  wire: WireRequest,
  options: RequestOptions,
  merchant: AppAuthTokenSource | undefined,
): Promise<Call> {
  if (configuration.checks) await checkWireRequest(wire);
  const encrypted = decideEncryption(configuration, checkBoolean(options.encrypt, 'encrypt'));
  const timeout = checkTimeout(options.timeout ?? configuration.timeout);
  const maxRetries = checkMaxRetries(options.maxRetries ?? configuration.maxRetries);
  const retry = checkBoolean(options.retry, 'retry');
  checkSignal(options.signal)?.throwIfAborted();
  const requestId = options.requestId === undefined ? randomUUID() : checkRequestId(options.requestId);
  const checkedHeaders = checkHeaders(options.headers);
  const body = encrypted && wire.content !== undefined ? configuration.cipher?.encrypt(wire.content) : wire.content;
  const contentType = encrypted ? 'text/plain' : 'application/json';
  const appAuthToken = await resolveAppAuthToken(
    options.appAuthToken ?? merchant,
    attemptLimits(options.signal, timeout),
  );
  const form =
    wire.files === undefined
      ? undefined
      : await multipartForm(body === undefined ? undefined : { content: body, contentType }, wire.files);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': userAgent,
    ...checkedHeaders,
    'alipay-request-id': requestId,
  };
  if (form !== undefined) addContentHeaders(headers, form.contentType, form.contentLength);
  else if (body !== undefined) addContentHeaders(headers, contentType, Buffer.byteLength(body));
  else if (encrypted) headers['content-type'] = contentType;
  if (encrypted) headers['alipay-encrypt-type'] = 'AES';
  if (configuration.sendSdkVersion) headers['alipay-sdk-version'] = sdkVersion;
  if (appAuthToken !== undefined) headers['alipay-app-auth-token'] = appAuthToken;
  if (configuration.certificates) headers['alipay-root-cert-sn'] = configuration.certificates.rootCertSn;
  return {
    wire,
    body,
    form,
    encrypted,
    appAuthToken,
    requestId,
    headers,
    signal: options.signal,
    timeout,
    retry,
    maxRetries: form?.replayable === false ? 0 : maxRetries,
  };
}

function decideEncryption(configuration: Configuration, asked: boolean | undefined): boolean {
  if (asked === true && configuration.cipher === undefined) {
    throw new TypeError('encrypt: found true, and the client has no encryptKey');
  }
  return asked ?? configuration.cipher !== undefined;
}

function addContentHeaders(headers: Record<string, string>, type: string, length: number | undefined): void {
  headers['content-type'] = type;
  if (length !== undefined) headers['content-length'] = String(length);
}
