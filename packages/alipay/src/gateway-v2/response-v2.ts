import { alipayKeyFor } from '../certificates/alipay-key-for.js';
import type { AlipayResponse } from '../client/api-promise.js';
import type { Configuration } from '../client/configuration.js';
import { readJson, UnsafeIntegerError } from '../client/read-json.js';
import { unsafeInteger } from '../client/unsafe-integer.js';
import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError, type ContentProblem } from '../errors/alipay-content-error.js';
import { AlipaySignatureError, type SignatureProblem } from '../errors/alipay-signature-error.js';
import { presentHeader } from '../signing/response-signature.js';
import { verifyRsa } from '../signing/rsa.js';
import type { AttemptLimits } from '../transport/attempt-limits.js';
import type { TransportResponse } from '../transport/transport.js';
import { type EnvelopeMember, readEnvelope, signedForms } from './response-envelope.js';

/** What reading a v2 response needs to know of its call. */
export interface ResponseV2Context {
  readonly configuration: Configuration;
  readonly method: string;
  /** Whether the request asked for an encrypted response. */
  readonly encrypted: boolean;
  /** Makes a text of the response fit for an error. */
  readonly redact: (message: string) => string;
  /** What ends the attempt early. */
  readonly limits: AttemptLimits;
}

/** The parts of a v2 response, nothing verified yet. */
interface EnvelopeParts {
  /** The response object. */
  readonly content: EnvelopeMember;
  /** Whether it stands under `error_response`. */
  readonly failed: boolean;
  readonly signature: string | undefined;
  readonly serialNumber: string | undefined;
}

type Where = { readonly status: number; readonly traceId: string | undefined };
type ResponseObject = Readonly<Record<string, unknown>>;

/** A v2 response that was verified, decrypted and parsed. */
export interface OpenedResponseV2 {
  /** The error that it is. */
  readonly error: AlipayApiError | undefined;
  /** The response object as it stands in the response, decrypted. */
  readonly text: string;
  readonly data: ResponseObject;
  readonly traceId: string | undefined;
}

/**
 * Reads the response of a v2 call: verify, then decrypt, then parse.
 *
 * @throws AlipaySignatureError when it is not Alipay's
 * @throws AlipayApiError when it is an error of Alipay; `code` is its `sub_code` where it has one
 * @throws AlipayContentError when it cannot be read
 */
export async function readResponseV2<T>(
  response: TransportResponse,
  context: ResponseV2Context,
): Promise<AlipayResponse<T>> {
  const { error, data, traceId } = await openResponseV2(response, context);
  if (error !== undefined) throw error;
  return { data: data as T, status: response.status, headers: response.headers, traceId };
}

/**
 * The same, with errors of Alipay returned.
 *
 * @throws AlipaySignatureError when it is not Alipay's
 * @throws AlipayContentError when it cannot be read
 */
export async function openResponseV2(
  response: TransportResponse,
  context: ResponseV2Context,
): Promise<OpenedResponseV2> {
  const where = whereOf(response, context);
  const parts = envelopeParts(response.body, context.method, where);
  const verified = await verify(parts, context, where);
  if (!verified && isCipherText(parts.content)) {
    throw signatureError('the response is encrypted and lacks sign, so it is not decrypted', 'missing', where);
  }
  const text = contentText(parts.content.text, context, where);
  const data = readObject(text, context, where);
  const { traceId } = where;
  if (parts.failed || isFailure(data)) return { error: apiError(data, verified, context, where), text, data, traceId };
  if (!verified) throw signatureError('the response lacks sign, so it cannot be verified', 'missing', where);
  return { error: undefined, text, data, traceId };
}

/**
 * The response object of a response that is not to be trusted, for the one method whose response is verified otherwise.
 *
 * @throws AlipayApiError when it is an error of Alipay
 * @throws AlipayContentError when it cannot be read
 */
export function readUnverifiedResponseV2(response: TransportResponse, context: ResponseV2Context): ResponseObject {
  const where = whereOf(response, context);
  const parts = envelopeParts(response.body, context.method, where);
  const data = readObject(contentText(parts.content.text, context, where), context, where);
  if (parts.failed || isFailure(data)) throw apiError(data, false, context, where);
  return data;
}

function whereOf({ status, headers }: TransportResponse, { redact }: ResponseV2Context): Where {
  const traceId = presentHeader(headers, 'alipay-trace-id') ?? presentHeader(headers, 'trace_id');
  return { status, traceId: traceId === undefined ? undefined : redact(traceId) };
}

function isCipherText({ text }: EnvelopeMember): boolean {
  return text.startsWith('"');
}

function envelopeParts(body: Buffer, method: string, where: Where): EnvelopeParts {
  let members: ReadonlyMap<string, EnvelopeMember>;
  try {
    members = readEnvelope(body);
  } catch {
    throw contentError('the response is not JSON of the v2 gateway', 'not-json', where);
  }
  const own = members.get(`${method.replaceAll('.', '_')}_response`);
  const failed = members.get('error_response');
  const content = own ?? failed;
  if (content === undefined || (own !== undefined && failed !== undefined)) {
    throw contentError(`the response has not one response object of ${method}`, 'not-json', where);
  }
  return {
    content,
    failed: own === undefined,
    signature: textOf(members.get('sign')?.text),
    serialNumber: textOf(members.get('alipay_cert_sn')?.text),
  };
}

async function verify(
  parts: EnvelopeParts,
  { configuration, limits }: ResponseV2Context,
  where: Where,
): Promise<boolean> {
  if (parts.signature === undefined) return false;
  const { signature, serialNumber } = parts;
  const key = await alipayKeyFor(configuration.alipayKeys, serialNumber, { origin: 'response', limits, ...where });
  if (signedForms(parts.content).some((form) => verifyRsa(form, signature, key))) return true;
  throw signatureError('the response bears a signature that is not of the configured Alipay key', 'wrong', where);
}

/** The JSON of the response object. */
function contentText(content: string, context: ResponseV2Context, where: Where): string {
  const value: unknown = JSON.parse(content);
  if (typeof value !== 'string') return content;
  const { cipher } = context.configuration;
  if (cipher === undefined) {
    const message = 'the response is encrypted, and the client has no encryptKey to decrypt it with';
    throw contentError(message, 'undecipherable', where);
  }
  if (!context.encrypted) {
    throw contentError('the response is encrypted, and the request did not ask for that', 'undecipherable', where);
  }
  try {
    return cipher.decrypt(value);
  } catch {
    throw contentError(
      'the response does not open with encryptKey; is it the key of this application?',
      'undecipherable',
      where,
    );
  }
}

function readObject(text: string, { configuration }: ResponseV2Context, where: Where): ResponseObject {
  try {
    return checkObject(readJson(text, configuration.bigints), where);
  } catch (error) {
    if (error instanceof SyntaxError) throw contentError('the response is not JSON', 'not-json', where);
    if (!(error instanceof UnsafeIntegerError)) throw error;
    // A failure is reported as one, with any numbers in it.
    const data = checkObject(readJson(text, 'string'), where);
    if (isFailure(data)) return data;
    throw unsafeInteger(error, where);
  }
}

function checkObject(value: unknown, where: Where): ResponseObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ResponseObject;
  throw contentError('the response object is not an object', 'not-json', where);
}

/** Codes of success are 10000 and the like (10003: in progress); some methods respond without a code. */
function isFailure(data: ResponseObject): boolean {
  const { code, sub_code } = data;
  if (typeof sub_code === 'string' && sub_code !== '') return true;
  return code !== undefined && !/^1\d{4}$/.test(typeof code === 'object' ? '' : String(code));
}

function apiError(data: ResponseObject, verified: boolean, context: ResponseV2Context, where: Where): AlipayApiError {
  const [code = 'unknown'] = [data.sub_code, data.code].filter((text) => typeof text === 'string' && text !== '');
  const [message = code] = [data.sub_msg, data.msg].filter((text) => typeof text === 'string' && text !== '');
  return new AlipayApiError({
    ...where,
    code: context.redact(String(code)),
    message: context.redact(String(message)),
    verified,
  });
}

function textOf(json: string | undefined): string | undefined {
  const value: unknown = json === undefined ? undefined : JSON.parse(json);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function contentError(message: string, problem: ContentProblem, where: Where): AlipayContentError {
  return new AlipayContentError(message, { problem, ...where });
}

function signatureError(message: string, problem: SignatureProblem, where: Where): AlipaySignatureError {
  return new AlipaySignatureError(message, { problem, ...where });
}
