import { types } from 'node:util';
import { type AlipayCharset, charsetNamed, decodeText } from '../charset/alipay-charset.js';
import { AlipayNotificationError } from '../errors/alipay-notification-error.js';
import { freezeFields, type NotificationFields, shownName } from './notification-fields.js';

/** A body as it arrived. Text is safe as long as nothing decoded it before: a form on the wire is ASCII. */
export type NotificationBody = string | ArrayBufferView | ArrayBuffer;

/** Far above any notification of Alipay (a few kilobytes, about forty fields); limits what a stranger can cause. */
const maxBytes = 1024 * 1024;
const maxFields = 512;

const formType = 'application/x-www-form-urlencoded';
const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

type RawField = readonly [name: Buffer, value: Buffer];

/**
 * Reads the body of a notification: a form in UTF-8 or GBK. The charset is that of the field `charset`, else that of
 * the content type, else UTF-8. The fields also keep the bytes of each value, out of sight, because the signature covers
 * those.
 *
 * Nothing is trusted yet: pass the fields to `AlipayClient.verifyNotification`, themselves and not a copy.
 *
 * @param rawBody the body as it arrived, at most 1 MiB and 512 fields
 * @param contentType the header `content-type`, if there is one
 * @throws AlipayNotificationError when it is no form, too large, in another charset, or has a field twice
 * @throws TypeError when `rawBody` is neither text nor bytes
 */
export function parseNotification(rawBody: NotificationBody, contentType?: string): NotificationFields {
  const raw = splitForm(bodyBytes(rawBody));
  const charset = resolveCharset(raw, checkContentType(contentType));
  const fields = new Map<string, string>();
  const bytes = new Map<string, Uint8Array>();
  for (const [rawName, rawValue] of raw) {
    const name = decode(rawName, charset);
    if (fields.has(name)) {
      throw new AlipayNotificationError(`${shownName(name)}: the field comes twice`, 'repeated-field');
    }
    fields.set(name, decode(rawValue, charset, name));
    bytes.set(name, rawValue);
  }
  return freezeFields(fields, bytes);
}

function bodyBytes(rawBody: NotificationBody): Buffer {
  const bytes = bytesOfBody(rawBody);
  if (bytes.length > maxBytes) throw new AlipayNotificationError(`more than ${maxBytes} bytes`, 'too-large');
  return bytes;
}

function bytesOfBody(rawBody: unknown): Buffer {
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  if (ArrayBuffer.isView(rawBody)) return Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
  if (types.isAnyArrayBuffer(rawBody)) return Buffer.from(rawBody);
  const found = rawBody === null ? 'null' : typeof rawBody;
  const hint = found === 'object' ? '; verifyNotification takes the fields of a body that is parsed already' : '';
  throw new TypeError(`rawBody: expected the body as it arrived, text or bytes, found ${found}${hint}`);
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

/** Works on bytes, because `%` encodes bytes, not characters. */
function percentDecode(bytes: Buffer): Buffer {
  // A copy: the caller may write to the body afterwards.
  if (!bytes.includes(percent) && !bytes.includes(plus)) return Buffer.from(bytes);
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
function resolveCharset(raw: readonly RawField[], headerCharset: string | undefined): AlipayCharset {
  const field = raw.find(([name]) => name.equals(Buffer.from('charset')))?.[1].toString('latin1');
  const charset = charsetNamed(field === undefined || field === '' ? headerCharset : field);
  if (charset === undefined) throw new AlipayNotificationError('charset: expected UTF-8 or GBK', 'charset');
  return charset;
}

function decode(bytes: Buffer, charset: AlipayCharset, name?: string): string {
  try {
    return decodeText(bytes, charset);
  } catch {
    const what = name === undefined ? 'the name of a field' : shownName(name);
    throw new AlipayNotificationError(`${what}: expected text in ${charset}`, 'charset');
  }
}
