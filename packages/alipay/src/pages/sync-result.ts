import { alipayKeyFor } from '../certificates/alipay-key-for.js';
import type { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import { AlipayApiError } from '../errors/alipay-api-error.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipaySignatureError, type SignatureProblem } from '../errors/alipay-signature-error.js';
import { type EnvelopeMember, readEnvelope, signedForms } from '../gateway-v2/response-envelope.js';
import { verifyRsa } from '../signing/rsa.js';

/**
 * What Alipay's mobile SDK gave the app: the whole object or its JSON, or the text in its `result` alone.
 *
 * Source: https://opendocs.alipay.com/open/204/105302
 */
export type SyncResult = string | SyncResultEnvelope;

/** The object that Alipay's mobile SDK gives the app. */
export interface SyncResultEnvelope {
  /** The signed text; empty unless the payment ended. */
  readonly result: string;
  /** `9000` after a payment, `6001` when the user cancelled. Nothing signs it. */
  readonly resultStatus?: string | undefined;
  readonly memo?: string | undefined;
}

/** The response in the result of `alipay.trade.app.pay`. Other methods have further fields. */
export interface SyncResultContent {
  /** `10000`. */
  readonly code?: string;
  readonly msg?: string;
  /** The application that was paid through: compare it with your own. */
  readonly app_id?: string;
  readonly auth_app_id?: string;
  readonly out_trade_no?: string;
  readonly trade_no?: string;
  /** Yuan with two decimals. */
  readonly total_amount?: string;
  readonly seller_id?: string;
  readonly charset?: string;
  /** UTC+8. */
  readonly timestamp?: string;
}

const succeeded = '10000';
/** The app brought the result: no HTTP response had a status. */
const status = 200;

/** Verifies what an app brought; see `AlipayClient.verifySyncResult`. */
export async function verifySyncResult<T>(given: SyncResult, keys: AlipayKeyRing): Promise<T> {
  const members = readMembers(resultText(given));
  const [content, ...others] = [...members].filter(([name]) => name.endsWith('_response')).map(([, member]) => member);
  if (content === undefined || others.length > 0) throw contentError('the result has not one response object');
  const sign = textMember(members, 'sign');
  if (sign === undefined) throw refusal('the result lacks sign, so it cannot be verified', 'missing');
  if ((textMember(members, 'sign_type') ?? 'RSA2') !== 'RSA2') {
    throw refusal('the result has a sign_type other than RSA2', 'unsupported');
  }
  const key = await alipayKeyFor(keys, textMember(members, 'alipay_cert_sn'), { origin: 'notification' });
  if (!signedForms(content).some((form) => verifyRsa(form, sign, key))) {
    throw refusal('the result bears a signature that is not of the configured Alipay key', 'wrong');
  }
  const data = objectOf(content.text);
  if (data === undefined) throw contentError('the response object of the result is not an object');
  if (data.code !== undefined && data.code !== succeeded) throw apiError(data);
  return data as T;
}

/** The text that holds the signature, taken out of what the mobile SDK wraps around it. */
function resultText(given: unknown): string {
  const envelope = typeof given === 'string' ? objectOf(given) : given;
  if (typeof envelope !== 'object' || envelope === null) {
    if (typeof given === 'string') throw contentError('the result is not the JSON of an object');
    const found = given === null ? 'null' : typeof given;
    throw new TypeError(`result: expected what the mobile SDK gave the app, text or an object, found ${found}`);
  }
  if (!('result' in envelope)) {
    if (typeof given === 'string') return given;
    throw new TypeError('result: expected an object with a member "result", as the mobile SDK gave it');
  }
  if (typeof envelope.result === 'string' && envelope.result !== '') return envelope.result;
  const resultStatus = 'resultStatus' in envelope ? String(envelope.resultStatus) : '';
  const shown = /^\d{1,6}$/.test(resultStatus) ? ` (resultStatus ${resultStatus})` : '';
  throw contentError(`the app brought no signed result${shown}; ask with alipay.trade.query`);
}

function readMembers(text: string): ReadonlyMap<string, EnvelopeMember> {
  try {
    return readEnvelope(Buffer.from(text));
  } catch {
    throw contentError('the result is not the JSON of an object');
  }
}

function textMember(members: ReadonlyMap<string, EnvelopeMember>, name: string): string | undefined {
  const value: unknown = JSON.parse(members.get(name)?.text ?? 'null');
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function apiError(data: Readonly<Record<string, unknown>>): AlipayApiError {
  const text = (...names: string[]) =>
    names.map((name) => data[name]).find((value): value is string => typeof value === 'string' && value !== '');
  const code = text('sub_code', 'code') ?? 'unknown';
  return new AlipayApiError({ status, code, message: text('sub_msg', 'msg') ?? code, verified: true });
}

function contentError(message: string): AlipayContentError {
  return new AlipayContentError(message, { problem: 'not-json', status });
}

function refusal(message: string, problem: SignatureProblem): AlipaySignatureError {
  return new AlipaySignatureError(message, { problem });
}
