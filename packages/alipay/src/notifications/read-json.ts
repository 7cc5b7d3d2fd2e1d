import { AlipayNotificationError } from '../errors/alipay-notification-error.js';

/** An object in a notification's JSON. Its values may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws AlipayNotificationError naming the field when it is not the JSON of an object */
export function readJsonObject(text: string | undefined, field: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new AlipayNotificationError(`${field}: expected JSON`, 'malformed');
  }
  const object = objectAt({ value }, 'value');
  if (object === undefined) throw new AlipayNotificationError(`${field}: expected an object`, 'malformed');
  return object;
}

/** The member of that name, when it is an object. */
export function objectAt(parent: JsonObject, name: string): JsonObject | undefined {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The member of that name as text: a number becomes its digits, an empty text counts as absent. */
export function textAt(parent: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The member of that name as a whole number, which may be written as text. */
export function numberAt(parent: JsonObject, name: string): number | undefined {
  const text = textAt(parent, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
