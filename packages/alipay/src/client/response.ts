import type { KeyObject } from 'node:crypto';
import { alipayKeyFor } from '../certificates/alipay-key-for.js';
import { AlipayApiError, type ErrorLink } from '../errors/alipay-api-error.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import { presentHeader, type SignatureFinding, verifyResponse } from '../signing/response-signature.js';
import { rememberSignedTexts } from '../signing/signature-evidence.js';
import type { AttemptLimits } from '../transport/attempt-limits.js';
import type { TransportResponse } from '../transport/transport.js';
import type { AlipayResponse } from './api-promise.js';
import type { Configuration } from './configuration.js';
import { readJson, UnsafeIntegerError } from './read-json.js';
import { unsafeInteger } from './unsafe-integer.js';

/** Codes by which operations say that they succeeded. */
const successCode = /^(?:0|200|1\d{4}|success|ok)$/i;
/** Links that an error keeps. */
const maxLinks = 8;

/** What reading a response needs to know of its request. */
export interface ResponseContext {
  readonly configuration: Configuration;
  /** Whether the request asked for an encrypted response. */
  readonly encrypted: boolean;
  /** What ends the attempt early. */
  readonly limits: AttemptLimits;
  /** Makes a text of the response fit for an error. */
  readonly redact: (message: string) => string;
  /** The text that the request's signature covers. */
  readonly signedText: () => string;
}

/** A response that was verified, decrypted and parsed. */
export interface OpenedResponse<T> {
  /** The error that it is. */
  readonly error: AlipayApiError | AlipayContentError | undefined;
  /** Its content as text, decrypted. */
  readonly text: string;
  /** Its content; of an error, nothing. */
  readonly data: T;
  readonly traceId: string | undefined;
}

/**
 * Reads a response: verify, then decrypt, then parse.
 *
 * @throws AlipaySignatureError when it is not Alipay's
 * @throws AlipayApiError when it is an error of Alipay
 * @throws AlipayContentError when it cannot be read
 */
export async function readResponse<T>(
  response: TransportResponse,
  context: ResponseContext,
): Promise<AlipayResponse<T>> {
  const { error, data, traceId } = await openResponse<T>(response, context);
  if (error !== undefined) throw error;
  return { data, status: response.status, headers: response.headers, traceId };
}

/**
 * The same, with errors of Alipay returned.
 *
 * @throws AlipaySignatureError when it is not Alipay's
 * @throws AlipayContentError when it cannot be read
 */
export async function openResponse<T>(
  response: TransportResponse,
  context: ResponseContext,
): Promise<OpenedResponse<T>> {
  const { configuration } = context;
  configuration.expiryWatch?.check(configuration.clock());
  const traceId = shownTraceId(response, context);
  const finding = await verify(response, traceId, context);
  const { status } = response;
  if (status < 200 || status > 299) {
    const error = errorOf(response, traceId, finding === 'valid', context);
    return { error, text: response.body.toString('utf8'), data: {} as T, traceId };
  }
  const text = openContent(response, traceId, context);
  const data = parseContent<T>(text, response, traceId, context);
  // The signature does not cover the status, so a signed error stays an error with any status.
  const body = errorBody(data);
  const error = body?.isError === true ? apiError(body, response, traceId, true, context) : undefined;
  return { error, text, data, traceId };
}

function shownTraceId({ headers }: TransportResponse, { redact }: ResponseContext): string | undefined {
  const traceId = presentHeader(headers, 'alipay-trace-id');
  return traceId === undefined ? undefined : redact(traceId);
}

async function verify(
  response: TransportResponse,
  traceId: string | undefined,
  context: ResponseContext,
): Promise<SignatureFinding> {
  const { status, headers } = response;
  const finding = verifyResponse(headers, response.body, await responseKey(response, traceId, context));
  if (finding === 'wrong') {
    throw new AlipaySignatureError(
      'the response bears a signature that is not of the configured Alipay key; was the key changed, or the response?',
      { problem: 'wrong', status, traceId },
    );
  }
  if (finding === 'absent' && status >= 200 && status <= 299) {
    const missing = ['alipay-timestamp', 'alipay-nonce', 'alipay-signature'].filter(
      (name) => presentHeader(headers, name) === undefined,
    );
    throw new AlipaySignatureError(`the response lacks ${missing.join(', ')}, so it cannot be verified`, {
      problem: 'missing',
      status,
      traceId,
    });
  }
  return finding;
}

/** Nothing is looked up for a response without a signature, which cannot be verified anyway. */
function responseKey(
  { status, headers }: TransportResponse,
  traceId: string | undefined,
  { configuration: { alipayKeys }, limits }: ResponseContext,
): KeyObject | Promise<KeyObject> {
  if (presentHeader(headers, 'alipay-signature') === undefined) return alipayKeys.configured;
  const signed = { origin: 'response', status, traceId, limits } as const;
  return alipayKeyFor(alipayKeys, presentHeader(headers, 'alipay-sn'), signed);
}

function openContent(response: TransportResponse, traceId: string | undefined, context: ResponseContext): string {
  const text = response.body.toString('utf8');
  const { cipher } = context.configuration;
  // Where the application has content encryption, Alipay may encrypt a response that was not asked to be.
  const sealed = context.encrypted || mediaType(response.headers['content-type']) === 'text/plain';
  if (!sealed || cipher === undefined || isPlainJson(text)) return text;
  try {
    return cipher.decrypt(text);
  } catch {
    throw new AlipayContentError('the response does not open with encryptKey; is it the key of this application?', {
      problem: 'undecipherable',
      status: response.status,
      traceId,
    });
  }
}

/** Cipher text is base64: never empty, and it never begins like the object or list of an operation that does not encrypt. */
function isPlainJson(text: string): boolean {
  return /^\s*(?:[{[]|$)/.test(text);
}

function parseContent<T>(
  text: string,
  { status }: TransportResponse,
  traceId: string | undefined,
  { configuration: { cipher, bigints } }: ResponseContext,
): T {
  // Some operations have an empty response.
  if (text.trim() === '') return {} as T;
  try {
    return readJson(text, bigints) as T;
  } catch (error) {
    if (error instanceof UnsafeIntegerError) throw unsafeInteger(error, { status, traceId });
    if (cipher === undefined && isCipherText(text)) {
      const message = 'the response is encrypted, and the client has no encryptKey to decrypt it with';
      throw new AlipayContentError(message, { problem: 'undecipherable', status, traceId });
    }
    throw new AlipayContentError('the response is not JSON', { problem: 'not-json', status, traceId });
  }
}

/** Base64 of whole blocks of AES. */
function isCipherText(text: string): boolean {
  const trimmed = text.trim();
  return /^[A-Za-z0-9+/]+={0,2}$/.test(trimmed) && Buffer.from(trimmed, 'base64').length % 16 === 0;
}

function errorOf(
  response: TransportResponse,
  traceId: string | undefined,
  verified: boolean,
  context: ResponseContext,
): AlipayApiError | AlipayContentError {
  const { status } = response;
  const retryAfter = retryAfterMilliseconds(response.headers['retry-after'], context.configuration.clock());
  const body = errorBody(parsed(response.body.toString('utf8')));
  if (body === undefined) {
    const type = mediaType(response.headers['content-type']);
    const what = response.body.length === 0 ? 'an empty body' : `a body of type "${type}" that is not Alipay's`;
    const message = `HTTP status ${status} with ${what}; an intermediary responded instead of Alipay`;
    return new AlipayContentError(message, { problem: 'not-json', status, traceId, retryAfter });
  }
  return apiError(body, response, traceId, verified, context);
}

interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly links: readonly ErrorLink[];
  /** Whether it is an error with any status: it has `code` and `message`, and the code is not one of success. */
  readonly isError: boolean;
}

function apiError(
  body: ErrorBody,
  { status, headers }: TransportResponse,
  traceId: string | undefined,
  verified: boolean,
  { redact, configuration, signedText }: ResponseContext,
): AlipayApiError {
  const retryAfter = retryAfterMilliseconds(headers['retry-after'], configuration.clock());
  const links = body.links.slice(0, maxLinks).map(({ link, desc }) => ({
    link: redact(link),
    ...(desc === undefined ? {} : { desc: redact(desc) }),
  }));
  const [code, message] = [redact(body.code), redact(body.message)];
  const timestamp = verified ? timeOf(headers['alipay-timestamp']) : undefined;
  const error = new AlipayApiError({ status, code, message, links, traceId, verified, timestamp, retryAfter });
  if (code === 'invalid-signature') rememberSignedTexts(error, signedText(), body.message);
  return error;
}

function timeOf(header: string | undefined): number | undefined {
  const time = Number(header);
  return Number.isSafeInteger(time) && time > 0 ? time : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorBody(body: unknown): ErrorBody | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined;
  if (typeof body.code !== 'string' || body.code === '') return undefined;
  const { code } = body;
  const message = 'message' in body && typeof body.message === 'string' ? body.message : undefined;
  const links = 'links' in body ? errorLinks(body.links) : [];
  return { code, message: message ?? code, links, isError: message !== undefined && !successCode.test(code) };
}

/** Alipay sends a list, a text, or nothing. */
function errorLinks(links: unknown): ErrorLink[] {
  if (typeof links === 'string') return links === '' ? [] : [{ link: links }];
  if (!Array.isArray(links)) return [];
  return links.flatMap((entry: unknown): ErrorLink[] => {
    if (typeof entry !== 'object' || entry === null || !('link' in entry) || typeof entry.link !== 'string') return [];
    return 'desc' in entry && typeof entry.desc === 'string'
      ? [{ link: entry.link, desc: entry.desc }]
      : [{ link: entry.link }];
  });
}

function mediaType(contentType: string | undefined): string {
  return /^[\w.+/-]{1,64}/.exec(contentType ?? '')?.[0] ?? 'unknown';
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMilliseconds(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
