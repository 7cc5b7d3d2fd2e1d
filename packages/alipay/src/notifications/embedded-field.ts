import type { NotificationFields } from './parse-notification.js';

const fieldStart = /&([A-Za-z][\w.-]*)=/g;

/**
 * Finds a field whose value could as well be read as several fields. What is signed is `a=1&b=2`, unencoded, so that
 * the signature alone does not tell `{ a: '1', b: '2' }` from `{ a: '1&b=2' }`: whoever has one could present it as the
 * other. Values that are JSON are whole as they are, and hold addresses with parameters.
 *
 * @param names the names that are signed, sorted
 * @returns the name of the field; `undefined` when there is only one reading
 */
export function findEmbeddedField(fields: NotificationFields, names: readonly string[]): string | undefined {
  return names.find((name, index) => {
    const value = fields[name] ?? '';
    if (!value.includes('&') || isJson(value)) return false;
    const next = names[index + 1];
    return Array.from(value.matchAll(fieldStart), ([, embedded = '']) => embedded).some(
      (embedded) => Object.hasOwn(fields, embedded) || (name < embedded && (next === undefined || embedded < next)),
    );
  });
}

function isJson(value: string): boolean {
  if (!/^[{[]/.test(value)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
