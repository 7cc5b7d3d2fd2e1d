import type { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError, type ContentProblem } from '../errors/alipay-content-error.js';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import { type EnvelopeMember, readEnvelope } from '../gateway-v2/response-envelope.js';
import { verifyRsa } from '../signing/rsa.js';
import { type ContentCipher, createContentCipher } from './content-cipher.js';

/** What a mini program got from `my.getPhoneNumber` and similar calls: the text, or the object. */
export type MiniProgramResponse = string | MiniProgramEnvelope;

/** Content with its signature, as Alipay gives it to a mini program. */
export interface MiniProgramEnvelope {
  /** Cipher text, or the content itself when none of it is sensitive. */
  readonly response: string | object;
  readonly sign?: string | undefined;
  /** `RSA2` by default. */
  readonly sign_type?: string | undefined;
  /** `AES` by default. */
  readonly encrypt_type?: string | undefined;
  /** `UTF-8` by default. */
  readonly charset?: string | undefined;
}

/** Content; each kind has further fields. */
export interface MiniProgramContent {
  /** `10000`. */
  readonly code?: string;
  readonly msg?: string;
  /** `my.getPhoneNumber`: the user's mobile number. */
  readonly mobile?: string;
}

/** How content from a mini program is decrypted. */
export interface MiniProgramContentOptions {
  /**
   * The content key of the mini program, base64; the client's `encryptKey` by default. For a merchant's mini program, a service
   * provider gets the merchant's key with `alipay.open.auth.app.aes.get`.
   */
  readonly encryptKey?: string | undefined;
}

const succeeded = '10000';
/** The mini program brought the content: no HTTP response of Alipay had a status. */
const status = 200;

/**
 * Verifies and decrypts content; see `AlipayClient.decryptMiniProgramContent`.
 *
 * The signature covers cipher text together with the double quotes around it, and plain content as it stands.
 */
export function openMiniProgramContent<T>(
  received: MiniProgramResponse,
  keys: AlipayKeyRing,
  cipher: ContentCipher | undefined,
): T {
  const envelope = readReceived(received);
  const { value, sign } = envelope;
  if (typeof sign !== 'string' || sign === '') throw unsigned(value);
  checkAlgorithms(envelope);
  const signed = signedText(envelope);
  if (!verifyRsa(signed, sign, keys.configured)) {
    throw new AlipaySignatureError('the content bears a signature that is not of the configured Alipay key', {
      problem: 'wrong',
    });
  }
  const text = isCipherText(value) ? decrypt(value, cipher) : signed;
  const data = tryObject(text);
  if (data === undefined) throw contentError('the content is not the JSON of an object', 'not-json');
  if (data.code !== undefined && data.code !== succeeded) throw apiError(data, true);
  return data as T;
}

/** The cipher of the given key, else the client's. */
export function miniProgramCipher(
  options: MiniProgramContentOptions,
  cipher: ContentCipher | undefined,
): ContentCipher | undefined {
  return options.encryptKey === undefined ? cipher : createContentCipher(options.encryptKey);
}

/** An envelope, with the exact text of its `response`. */
interface ReceivedEnvelope extends Readonly<Record<string, unknown>> {
  readonly value: unknown;
  readonly text: string;
}

function readReceived(received: MiniProgramResponse): ReceivedEnvelope {
  if (typeof received === 'object' && received !== null) {
    const { response: value = received } = received;
    return { ...received, value, text: JSON.stringify(value) };
  }
  if (typeof received !== 'string') {
    throw new TypeError(`response: expected what the mini program got, text or an object, found ${typeof received}`);
  }
  let members: ReadonlyMap<string, EnvelopeMember>;
  try {
    members = readEnvelope(Buffer.from(received));
  } catch {
    throw contentError('the response is not the JSON of an object', 'not-json');
  }
  const entries = Array.from(members, ([name, { text: json }]): [string, unknown] => [name, JSON.parse(json)]);
  const text = members.get('response')?.text ?? received;
  return { ...Object.fromEntries(entries), value: JSON.parse(text), text };
}

/** Alipay signs cipher text with the quotes around it, and plain content without. */
function signedText({ value, text }: ReceivedEnvelope): string {
  if (typeof value !== 'string') return text;
  return isCipherText(value) ? `"${value}"` : value;
}

function isCipherText(value: unknown): value is string {
  return typeof value === 'string' && !value.startsWith('{');
}

function checkAlgorithms({ sign_type = 'RSA2', encrypt_type = 'AES', charset = 'UTF-8' }: ReceivedEnvelope): void {
  const isUtf8 = typeof charset === 'string' && /^utf-?8$/i.test(charset);
  if (sign_type === 'RSA2' && encrypt_type === 'AES' && isUtf8) return;
  throw new AlipaySignatureError('the content is not of sign_type RSA2, encrypt_type AES and charset UTF-8', {
    problem: 'unsupported',
  });
}

/** When an application lacks a key, Alipay says so in plain text and signs nothing. */
function unsigned(response: unknown): AlipayApiError | AlipaySignatureError {
  const data = typeof response === 'string' ? tryObject(response) : response;
  if (typeof data === 'object' && data !== null && 'code' in data && data.code !== succeeded) {
    return apiError(data as Readonly<Record<string, unknown>>, false);
  }
  return new AlipaySignatureError('the content lacks sign, so it cannot be verified', { problem: 'missing' });
}

function decrypt(cipherText: string, cipher: ContentCipher | undefined): string {
  if (cipher === undefined)
    throw new TypeError('encryptKey: the content is encrypted, and there is no key to decrypt it with');
  try {
    return cipher.decrypt(cipherText);
  } catch {
    throw contentError(
      'the content does not open with encryptKey; is it the key of this mini program?',
      'undecipherable',
    );
  }
}

function tryObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function apiError(data: Readonly<Record<string, unknown>>, verified: boolean): AlipayApiError {
  const text = (...names: string[]) =>
    names.map((name) => data[name]).find((value): value is string => typeof value === 'string' && value !== '');
  const code = text('subCode', 'sub_code', 'code') ?? 'unknown';
  const message = text('subMsg', 'sub_msg', 'msg') ?? code;
  return new AlipayApiError({ status, code, message, verified });
}

function contentError(message: string, problem: ContentProblem): AlipayContentError {
  return new AlipayContentError(message, { problem, status });
}
