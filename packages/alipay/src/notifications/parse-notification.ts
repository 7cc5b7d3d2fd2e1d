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

/** A field before a charset turns it into text: a character for each byte. */
type RawField = readonly [name: string, value: string];

/**
 * Reads the body of a notification: a form in UTF-8 or GBK. The charset is that of the field `charset`, else that of
 * the content type, else UTF-8. The fields also keep the bytes of values beyond ASCII, out of sight, because the signature
 * covers those.
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
    const name = isAscii(rawName) ? rawName : decode(bytesOfField(rawName), charset);
    if (fields.has(name)) {
      throw new AlipayNotificationError(`${shownName(name)}: the field comes twice`, 'repeated-field');
    }
    if (isAscii(rawValue)) fields.set(name, rawValue);
    else {
      const valueBytes = bytesOfField(rawValue);
      fields.set(name, decode(valueBytes, charset, name));
      bytes.set(name, valueBytes);
    }
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
  // Text with a character for each byte: what `%` encodes are bytes, not characters.
  const text = bytes.toString('latin1');
  const fields: RawField[] = [];
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('&', start);
    const end = next === -1 ? text.length : next;
    if (end > start) {
      if (fields.length === maxFields) throw new AlipayNotificationError(`more than ${maxFields} fields`, 'too-large');
      fields.push(splitField(text.slice(start, end)));
    }
    start = end + 1;
  }
  return fields;
}

function splitField(text: string): RawField {
  const equals = text.indexOf('=');
  const name = percentDecode(equals === -1 ? text : text.slice(0, equals));
  if (name.length === 0) throw new AlipayNotificationError('a field has no name', 'malformed');
  return [name, equals === -1 ? '' : percentDecode(text.slice(equals + 1))];
}

function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  // What encodes ASCII only, as nearly every value does, is the same in every charset.
  if (!/%(?![0-7][0-9a-f])/i.test(spaced)) return decodeURIComponent(spaced);
  return spaced.replaceAll(/%([0-9a-f]{2})?/gi, (_, digits: string | undefined) => {
    if (digits === undefined) {
      throw new AlipayNotificationError('a "%" is not followed by two hexadecimal digits', 'malformed');
    }
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}

const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);

const bytesOfField = (text: string) => Buffer.from(text, 'latin1');

/** The field is signed and the header is not, so the field wins. */
function resolveCharset(raw: readonly RawField[], headerCharset: string | undefined): AlipayCharset {
  const field = raw.find(([name]) => name === 'charset')?.[1];
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
