import { TextDecoder } from 'node:util';
import { AlipayNotificationError } from '../errors/alipay-notification-error.js';
import { notificationCharset } from './notification-charset.js';

/** The fields of a notification, by their names on the wire. */
export type NotificationFields = Readonly<Record<string, string>>;

/** Far above any notification of Alipay (some kilobytes, some forty fields); bounds what a stranger can cause. */
const maxBytes = 1024 * 1024;
const maxFields = 512;

const formType = 'application/x-www-form-urlencoded';
const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

type RawField = readonly [name: Buffer, value: Buffer];

/**
 * Reads the body of a notification: a form in UTF-8 or GBK. The charset is that of the field `charset`, else that of
 * the content type, else UTF-8.
 *
 * Nothing is trusted yet: give the fields to `AlipayClient.verifyNotification`.
 *
 * @param rawBody the body as it came, at most 1 MiB and 512 fields. Text does as long as nothing decoded it before,
 * since a form on the wire is ASCII
 * @param contentType the header `content-type`, if there is one
 * @throws AlipayNotificationError when it is no form, too large, in another charset, or has a field twice
 */
export function parseNotification(rawBody: string | Uint8Array, contentType?: string): NotificationFields {
  const bytes = bodyBytes(rawBody);
  const raw = splitForm(bytes);
  const charset = resolveCharset(raw, checkContentType(contentType));
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  const fields = new Map<string, string>();
  for (const [rawName, rawValue] of raw) {
    const name = decode(decoder, rawName);
    if (fields.has(name)) throw new AlipayNotificationError(`${shown(name)}: the field comes twice`, 'repeated-field');
    fields.set(name, decode(decoder, rawValue, name));
  }
  return Object.freeze(Object.fromEntries(fields));
}

function bodyBytes(rawBody: unknown): Buffer {
  if (typeof rawBody !== 'string' && !(rawBody instanceof Uint8Array)) {
    throw new TypeError(`rawBody: expected the body as it came, text or bytes, found ${typeof rawBody}`);
  }
  const length = typeof rawBody === 'string' ? Buffer.byteLength(rawBody) : rawBody.length;
  if (length > maxBytes) throw new AlipayNotificationError(`more than ${maxBytes} bytes`, 'too-large');
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  return Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
}

/** The charset that the content type names, if any. */
function checkContentType(contentType: string | undefined): string | undefined {
  if (contentType === undefined || contentType === '') return undefined;
  const [type = '', ...parameters] = contentType.split(';');
  if (type.trim().toLowerCase() !== formType) {
    throw new AlipayNotificationError(`expected a form (${formType}), found another content type`, 'malformed');
  }
  const charset = parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(parameter)?.[1]);
  return charset.find((name) => name !== undefined);
}

function splitForm(bytes: Buffer): RawField[] {
  const fields: RawField[] = [];
  let start = 0;
  while (start < bytes.length) {
    const next = bytes.indexOf('&', start);
    const end = next === -1 ? bytes.length : next;
    if (end > start) {
      if (fields.length === maxFields) throw new AlipayNotificationError(`more than ${maxFields} fields`, 'too-large');
      fields.push(splitField(bytes.subarray(start, end)));
    }
    start = end + 1;
  }
  return fields;
}

function splitField(bytes: Buffer): RawField {
  const equals = bytes.indexOf('=');
  const name = percentDecode(equals === -1 ? bytes : bytes.subarray(0, equals));
  if (name.length === 0) throw new AlipayNotificationError('a field has no name', 'malformed');
  return [name, equals === -1 ? Buffer.alloc(0) : percentDecode(bytes.subarray(equals + 1))];
}

/** On bytes, since what a `%` stands for is no character yet. */
function percentDecode(bytes: Buffer): Buffer {
  const decoded = Buffer.alloc(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    let byte = bytes[index];
    if (byte === plus) byte = space;
    else if (byte === percent) {
      const digits = bytes.toString('latin1', index + 1, index + 3);
      if (!/^[0-9a-f]{2}$/i.test(digits)) {
        throw new AlipayNotificationError('a "%" is not followed by two hexadecimal digits', 'malformed');
      }
      byte = Number.parseInt(digits, 16);
      index += 2;
    }
    decoded[length] = byte ?? 0;
    length += 1;
  }
  return decoded.subarray(0, length);
}

/** The field is signed and the header is not, so the field wins. */
function resolveCharset(raw: readonly RawField[], headerCharset: string | undefined): string {
  const field = raw.find(([name]) => name.equals(Buffer.from('charset')))?.[1].toString('latin1');
  const charset = notificationCharset(field === undefined || field === '' ? headerCharset : field);
  if (charset === undefined) throw new AlipayNotificationError('charset: expected UTF-8 or GBK', 'charset');
  return charset;
}

function decode(decoder: TextDecoder, bytes: Buffer, name?: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    const what = name === undefined ? 'the name of a field' : shown(name);
    throw new AlipayNotificationError(`${what}: expected text in ${decoder.encoding}`, 'charset');
  }
}

/** A name comes from a stranger: what may be shown of it. */
function shown(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : 'a field';
}
