import type { KeyObject } from 'node:crypto';
import { alipayKeyFor } from '../certificates/alipay-key-for.js';
import type { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import { charsetNamed } from '../charset/alipay-charset.js';
import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import { AlipaySignatureError, type SignatureProblem } from '../errors/alipay-signature-error.js';
import { type SignType, verifyRsa } from '../signing/rsa.js';
import { findAmbiguousField } from './ambiguous-field.js';
import { damageSeen } from './damage.js';
import {
  bytesOf,
  freezeFields,
  type NotificationFields,
  type NotificationInput,
  readFields,
  shownName,
} from './notification-fields.js';

/**
 * What a notification's signature covers: `V1` every field but `sign` and `sign_type` (authorizations, messages, trades),
 * `V2` every field but `sign` (orders of the service market, older services).
 */
export type NotificationRule = 'V1' | 'V2';

/** How a notification is verified. */
export interface NotificationOptions {
  /** Accept this rule only. Either by default, because both kinds arrive at one address. */
  readonly rule?: NotificationRule | undefined;
  /**
   * Kinds of signature that are accepted; `['RSA2']` by default. `RSA` is SHA-1, which can be forged with enough
   * effort: name it only while an application still has it in Alipay's console.
   */
  readonly signTypes?: readonly SignType[] | undefined;
  /**
   * `true`: refuse a value that holds `&name=` at a place where a field of that name would fit, whatever the name. `false`
   * (the default): only names that are known from Alipay's notifications.
   */
  readonly strictFields?: boolean | undefined;
}

/** A notification that bears Alipay's signature. */
export interface VerifiedNotification {
  /** The fields that the signature covers, with `sign` and `sign_type`; frozen. Empty fields are left out: nothing covers them. */
  readonly fields: NotificationFields;
  /** The rule under which the signature holds. */
  readonly rule: NotificationRule;
  readonly signType: SignType;
}

const leftOut: Readonly<Record<NotificationRule, readonly string[]>> = { V1: ['sign', 'sign_type'], V2: ['sign'] };
const rules: readonly NotificationRule[] = ['V1', 'V2'];
const knownSignTypes: readonly string[] = ['RSA2', 'RSA'] satisfies SignType[];
const optionNames: OptionNames<NotificationOptions> = { rule: true, signTypes: true, strictFields: true };

/**
 * The bytes that the signature of a notification covers: of fields that `parseNotification` read, as they arrived, else in
 * UTF-8. They hold whatever the notification holds: never log them.
 *
 * @throws TypeError when there is no such rule
 * @throws AlipaySignatureError `unsupported` when the bytes cannot be known: another charset than UTF-8 or GBK, or fields
 * in GBK that something else decoded
 */
export function notificationSignBytes(fields: NotificationFields, rule: NotificationRule): Buffer {
  if (!rules.includes(rule)) throw new TypeError("rule: expected 'V1' or 'V2'");
  const bytes = bytesOf(fields);
  if (bytes === undefined) checkDecodedCharset(fields);
  const parts: Uint8Array[] = [];
  let text = '';
  for (const [index, name] of coveredNames(fields, rule).entries()) {
    text += `${index === 0 ? '' : '&'}${name}=`;
    const arrived = bytes?.get(name);
    if (arrived === undefined) text += fields[name];
    else {
      parts.push(Buffer.from(text), arrived);
      text = '';
    }
  }
  const rest = Buffer.from(text);
  return parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
}

/** Verifies a notification; see `AlipayClient.verifyNotification`. */
export async function verifyNotification(
  input: NotificationInput,
  options: NotificationOptions,
  keys: AlipayKeyRing,
): Promise<VerifiedNotification> {
  const { accepted, signTypes, strict } = checkOptions(options);
  const fields = readFields(input);
  const signature = present(fields, 'sign');
  const signType = acceptedSignType(present(fields, 'sign_type'), signTypes);
  const candidates = await keysOf(fields, keys);
  const rule = accepted.find((one) => {
    const bytes = notificationSignBytes(fields, one);
    return candidates.some((key) => verifyRsa(bytes, signature, key, signType));
  });
  if (rule === undefined) throw refusal(wrongSignature(fields, options.rule), 'wrong');
  const covered = coveredNames(fields, rule);
  const ambiguous = findAmbiguousField(
    covered.map((name) => [name, fields[name] ?? '']),
    strict,
  );
  if (ambiguous !== undefined) {
    const { field, embedded } = ambiguous;
    const what = embedded === undefined ? '' : ` (${shownName(embedded)})`;
    throw refusal(
      `the notification has a value that reads as further fields${what}: ${shownName(field)}`,
      'ambiguous',
      field,
    );
  }
  return Object.freeze({ fields: coveredFields(fields), rule, signType });
}

/** The names that a rule covers, in the order in which they are signed. */
function coveredNames(fields: NotificationFields, rule: NotificationRule): readonly string[] {
  return Object.keys(fields)
    .filter((name) => fields[name] !== '' && !leftOut[rule].includes(name))
    .sort();
}

function coveredFields(fields: NotificationFields): NotificationFields {
  return freezeFields(
    Object.entries(fields).filter(([, value]) => value !== ''),
    bytesOf(fields),
  );
}

function checkDecodedCharset(fields: NotificationFields): void {
  const charset = charsetNamed(Object.hasOwn(fields, 'charset') ? fields.charset : undefined);
  if (charset === undefined) {
    throw refusal('the notification has a charset that is neither UTF-8 nor GBK', 'unsupported', 'charset');
  }
  if (charset === 'utf-8') return;
  const decoded = Object.keys(fields).find((name) => /[^\0-\x7f]/.test(fields[name] ?? ''));
  if (decoded === undefined) return;
  throw refusal(
    `the notification is in GBK and ${shownName(decoded)} arrived decoded, so the bytes that Alipay signed are lost; ` +
      'pass the raw body to parseNotification',
    'unsupported',
    decoded,
  );
}

function wrongSignature(fields: NotificationFields, rule: NotificationRule | undefined): string {
  const under = rule === undefined ? 'either rule' : `rule ${rule}`;
  const sentence = `the notification bears a signature that is not of the configured Alipay key under ${under}`;
  return [sentence, ...damageSeen(fields)].join('; ');
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
  throw refusal(
    `the notification has a sign_type that is not accepted (${accepted.join(', ')})`,
    'unsupported',
    'sign_type',
  );
}

function checkOptions(options: NotificationOptions): {
  readonly accepted: readonly NotificationRule[];
  readonly signTypes: readonly SignType[];
  readonly strict: boolean;
} {
  checkOptionNames(options, optionNames);
  const { rule, signTypes = ['RSA2'], strictFields = false } = options;
  if (rule !== undefined && !rules.includes(rule)) throw new TypeError("rule: expected 'V1' or 'V2'");
  if (
    !Array.isArray(signTypes) ||
    signTypes.length === 0 ||
    !signTypes.every((type) => knownSignTypes.includes(type))
  ) {
    throw new TypeError("signTypes: expected a list of 'RSA2' and 'RSA'");
  }
  if (typeof strictFields !== 'boolean') throw new TypeError('strictFields: expected true or false');
  return { accepted: rule === undefined ? rules : [rule], signTypes, strict: strictFields };
}

function present(fields: NotificationFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value !== undefined && value !== '') return value;
  throw refusal(`the notification lacks ${name}, so it cannot be verified`, 'missing', name);
}

function refusal(message: string, problem: SignatureProblem, field?: string): AlipaySignatureError {
  return new AlipaySignatureError(message, { problem, field });
}
