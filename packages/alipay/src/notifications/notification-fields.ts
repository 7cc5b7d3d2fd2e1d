import { AlipaySignatureError } from '../errors/alipay-signature-error.js';

/** The fields of a notification, by their names on the wire. */
export type NotificationFields = Readonly<Record<string, string>>;

/**
 * What `AlipayClient.verifyNotification` accepts: fields that `parseNotification` read, or fields that a framework
 * decoded, as an object, a `Map`, `URLSearchParams` or `FormData`.
 */
export type NotificationInput = NotificationFields | Iterable<readonly [name: string, value: unknown]>;

/** Values as they arrived, before a charset turned them into text. */
export type FieldBytes = ReadonlyMap<string, Uint8Array>;

/** Registered, so that every copy of this package finds them: a program can load the ES module and the CommonJS build. */
const bytesKey: unique symbol = Symbol.for('@lingpai/alipay notification bytes');

/** Freezes fields, and keeps their bytes without showing them. */
export function freezeFields(entries: Iterable<readonly [string, string]>, bytes?: FieldBytes): NotificationFields {
  const fields = Object.fromEntries(entries);
  // Not enumerable: neither copied, nor shown, nor written as JSON.
  if (bytes !== undefined) Object.defineProperty(fields, bytesKey, { value: bytes });
  return Object.freeze(fields);
}

/** The values as they arrived; `undefined` when something else than `parseNotification` decoded the fields. */
export function bytesOf(fields: NotificationFields): FieldBytes | undefined {
  return (fields as { readonly [bytesKey]?: FieldBytes })[bytesKey];
}

/**
 * The fields of any accepted input.
 *
 * @throws TypeError when the input has no fields at all
 * @throws AlipaySignatureError `wrong` when a field is not text or comes twice: a stranger decides about both
 */
export function readFields(input: NotificationInput): NotificationFields {
  const found = unusable(input);
  if (found !== undefined) {
    throw new TypeError(`fields: expected the fields of a notification, found ${found}`);
  }
  if (bytesOf(input as NotificationFields) !== undefined) return input as NotificationFields;
  const fields = new Map<string, string>();
  for (const [name, value] of hasEntries(input) ? input : Object.entries(input)) {
    if (typeof value !== 'string') {
      throw new AlipaySignatureError(
        `the notification has a field that is not text (${shownName(name)}); did a framework parse the form?`,
        { problem: 'wrong', field: name },
      );
    }
    if (fields.has(name)) {
      throw new AlipaySignatureError(`the notification has the field ${shownName(name)} twice`, {
        problem: 'wrong',
        field: name,
      });
    }
    fields.set(name, value);
  }
  return freezeFields(fields);
}

/** A name that a stranger may have chosen, as far as a message can show it. */
export function shownName(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : 'a field';
}

/** What the input is when it cannot be fields; `undefined` when it can. */
function unusable(input: unknown): string | undefined {
  if (input === null) return 'null';
  if (typeof input === 'string' || ArrayBuffer.isView(input) || isArrayBuffer(input)) {
    return 'a body; parseNotification reads one';
  }
  if (typeof input !== 'object') return typeof input;
  return Array.isArray(input) ? 'a list' : undefined;
}

/** Test environments have realms of their own, and so several `ArrayBuffer`s. */
function isArrayBuffer(input: unknown): boolean {
  return /^\[object (?:Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(input));
}

function hasEntries(input: NotificationInput): input is Iterable<readonly [string, unknown]> {
  return typeof (input as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}
