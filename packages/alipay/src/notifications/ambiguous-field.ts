import { type FieldKind, fieldKind } from './known-fields.js';

/** The fields that a signature covers, in the order of their names. */
export type CoveredFields = readonly (readonly [name: string, value: string])[];

/** A field that another reading of the same signed text would change, add or hide. */
export interface AmbiguousField {
  /** The field whose value reads as further fields, or whose name is none of a notification. */
  readonly field: string;
  /** The name that stands in the value; `undefined` when the value, or its name, is odd as a whole. */
  readonly embedded: string | undefined;
}

const plainName = /^[A-Za-z_][\w.-]*$/;
const embeddedNames = /&([A-Za-z_][\w.-]*)(?==)/g;

/**
 * Finds a field that makes the signed text ambiguous. What is signed is `a=1&b=2`, unencoded: the signature alone does
 * not tell `{ a: '1', b: '2' }` from `{ a: '1&b=2' }`, so anyone who holds one could present it as the other.
 *
 * Of all readings of one signed text that pass, each has the same known fields at the same places:
 * - Fields that Alipay fills in never hold `&name=`, and unknown fields hold no known name. Only what a merchant or a
 *   buyer wrote can absorb the fields behind it.
 * - There, a known name is refused where it would begin a field at that very place: it is the next field, which it would
 *   replace; or it is missing, and what stands before its place in the order was written by a merchant or a buyer.
 * - JSON is whole.
 *
 * What remains is that a written value can be cut where a name follows that is not known.
 *
 * @param strict treat every name as known, so that nothing remains
 */
export function findAmbiguousField(covered: CoveredFields, strict: boolean): AmbiguousField | undefined {
  const known = covered.map(([name]) => name).filter((name) => isKnown(name, strict));
  for (const [index, [name, value]] of covered.entries()) {
    const kind = valueKind(covered.slice(index));
    if (!plainName.test(name) || kind === 'broken json') return { field: name, embedded: undefined };
    if (!value.includes('&')) continue;
    const names = Array.from(value.matchAll(embeddedNames), ([, embedded = '']) => embedded);
    const embedded = names.find((other) => {
      if (kind === 'alipay') return true;
      return isKnown(other, strict) && (kind === 'unknown' || couldBegin(other, name, kind, known));
    });
    if (embedded !== undefined) return { field: name, embedded };
  }
  return undefined;
}

type ValueKind = FieldKind | 'broken json';

function valueKind(from: CoveredFields): ValueKind {
  const [name, value] = from[0] ?? ['', ''];
  const kind = fieldKind(name);
  if (kind !== 'json') return kind;
  if (!/^[{[]/.test(value)) return 'alipay';
  if (isJson(value)) return 'json';
  return isBrokenJson(from) ? 'broken json' : 'alipay';
}

function isKnown(name: string, strict: boolean): boolean {
  return strict || fieldKind(name) !== 'unknown';
}

/** Whether a name in the value of a field could begin a field of another reading that passes. */
function couldBegin(embedded: string, field: string, kind: FieldKind, known: readonly string[]): boolean {
  if (known.includes(embedded)) return kind === 'written' && embedded === known[known.indexOf(field) + 1];
  const before = known.findLast((name) => name < embedded);
  return before !== undefined && fieldKind(before) === 'written';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether the first value begins with JSON that ends elsewhere than the value. */
function isBrokenJson([first, ...rest]: CoveredFields): boolean {
  const text = [first?.[1] ?? '', ...rest.map(([name, value]) => `${name}=${value}`)].join('&');
  const end = jsonEnd(text);
  return end !== undefined && isJson(text.slice(0, end));
}

/** Where the object or list that the text begins with ends. */
function jsonEnd(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth === 0) return index + token.length;
  }
  return undefined;
}
