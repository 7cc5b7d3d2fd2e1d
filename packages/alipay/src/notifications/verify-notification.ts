import type { KeyObject } from 'node:crypto';
import { alipayKeyFor } from '../certificates/alipay-key-for.js';
import type { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import { AlipaySignatureError, type SignatureProblem } from '../errors/alipay-signature-error.js';
import { fieldsSignString } from '../signing/fields-text.js';
import { type SignType, verifyRsa } from '../signing/rsa.js';
import { findEmbeddedField } from './embedded-field.js';
import { encodeText, notificationCharset } from './notification-charset.js';
import type { NotificationFields } from './parse-notification.js';

/**
 * What a notification's signature covers: `V1` every field but `sign` and `sign_type` (authorization notifications, messages
 * and most trade notifications), `V2` every field but `sign` (older services).
 */
export type NotificationRule = 'V1' | 'V2';

/** How a notification is to be verified. */
export interface NotificationOptions {
  readonly rule: NotificationRule;
  /**
   * Kinds of signature that are accepted; `['RSA2']` by default. `RSA` is SHA-1, which can be forged with enough
   * effort: name it only while an application still has it in Alipay's console.
   */
  readonly signTypes?: readonly SignType[] | undefined;
}

const leftOut: Readonly<Record<NotificationRule, readonly string[]>> = { V1: ['sign', 'sign_type'], V2: ['sign'] };
const knownSignTypes: readonly string[] = ['RSA2', 'RSA'] satisfies SignType[];

/**
 * The bytes that the signature of a notification covers, in the notification's own charset. They hold whatever it
 * holds: never log them.
 *
 * @throws TypeError when there is no such rule
 * @throws AlipaySignatureError `unsupported` when the charset is neither UTF-8 nor GBK
 */
export function notificationSignBytes(fields: NotificationFields, rule: NotificationRule): Buffer {
  if (rule !== 'V1' && rule !== 'V2') throw new TypeError("rule: expected 'V1' or 'V2'");
  const charset = notificationCharset(Object.hasOwn(fields, 'charset') ? fields.charset : undefined);
  if (charset === undefined)
    throw refusal('the notification has a charset that is neither UTF-8 nor GBK', 'unsupported');
  return encodeText(fieldsSignString(fields, leftOut[rule]), charset);
}

/**
 * Verifies a notification; see `AlipayClient.verifyNotification`.
 *
 * @returns a frozen copy of the fields
 */
export async function verifyNotification(
  fields: NotificationFields,
  options: NotificationOptions,
  keys: AlipayKeyRing,
): Promise<NotificationFields> {
  const accepted = checkSignTypes(options?.signTypes ?? ['RSA2']);
  const copy = copyFields(fields);
  const bytes = notificationSignBytes(copy, options?.rule);
  const signature = present(copy, 'sign');
  const signType = acceptedSignType(present(copy, 'sign_type'), accepted);
  const covered = Object.keys(copy).filter((name) => copy[name] !== '' && !leftOut[options.rule].includes(name));
  const embedded = findEmbeddedField(copy, covered.sort());
  if (embedded !== undefined) throw refusal('the notification has a value that reads as further fields', 'wrong');
  const candidates = await keysOf(copy, keys);
  if (candidates.some((key) => verifyRsa(bytes, signature, key, signType))) return copy;
  throw refusal('the notification bears a signature that is not of the configured Alipay key under this rule', 'wrong');
}

/** No public source says that notifications carry a serial number; where one does, it decides. */
async function keysOf(fields: NotificationFields, keys: AlipayKeyRing): Promise<readonly KeyObject[]> {
  const serialNumber = Object.hasOwn(fields, 'alipay_cert_sn') ? fields.alipay_cert_sn : undefined;
  if (serialNumber === undefined || serialNumber === '') return [keys.configured];
  return [await alipayKeyFor(keys, serialNumber, { origin: 'notification' })];
}

function acceptedSignType(name: string, accepted: readonly SignType[]): SignType {
  const signType = accepted.find((type) => type === name);
  if (signType !== undefined) return signType;
  throw refusal(`the notification has a sign_type that is not accepted (${accepted.join(', ')})`, 'unsupported');
}

function checkSignTypes(signTypes: readonly SignType[]): readonly SignType[] {
  if (Array.isArray(signTypes) && signTypes.length > 0 && signTypes.every((type) => knownSignTypes.includes(type))) {
    return signTypes;
  }
  throw new TypeError("signTypes: expected a list of 'RSA2' and 'RSA'");
}

function copyFields(fields: NotificationFields): NotificationFields {
  if (typeof fields !== 'object' || fields === null) {
    throw new TypeError(`fields: expected the fields of a notification, found ${typeof fields}`);
  }
  const entries = Object.entries(fields);
  // Parsers of forms make lists of repeated fields, and a stranger decides what is repeated.
  if (entries.some(([, value]) => typeof value !== 'string')) {
    throw refusal('the notification has a field that is not text', 'wrong');
  }
  return Object.freeze(Object.fromEntries(entries));
}

function present(fields: NotificationFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value !== undefined && value !== '') return value;
  throw refusal(`the notification lacks ${name}, so it cannot be verified`, 'missing');
}

function refusal(message: string, problem: SignatureProblem): AlipaySignatureError {
  return new AlipaySignatureError(message, { problem });
}
