import fc from 'fast-check';
import type { FieldEntries, FieldRules } from '../../src/checks/check-catalogue.js';

/** A source of random decisions. */
export type Choose = fc.GeneratorValue;

const formatted: Readonly<Record<string, string>> = {
  'HH:mm': '08:30',
  'HH:mm:ss': '08:30:00',
  MMdd: '0131',
  base64: 'bGluZ3BhaQ==',
  duration: '90m',
  'iso-8601': '2026-01-31T08:30:00+08:00',
  json: '{"a":1}',
  'query-string': 'a=1&b=2',
  url: 'https://example.com/a',
  'yyyy-MM-dd HH:mm': '2026-01-31 08:30',
  'yyyy-MM-dd HH:mm:ss': '2026-01-31 08:30:00',
  "yyyy-MM-dd'T'HH:mm:ss'Z'": '2026-01-31T08:30:00Z',
  'yyyy-MM-dd': '2026-01-31',
  'yyyy-MM-dd|forever': 'forever',
  'yyyy-MM-dd|yyyy-MM': '2026-01',
  yyyyMM: '202601',
  yyyyMMdd: '20260131',
  yyyyMMddHHmmss: '20260131083000',
};

const choose = (g: Choose, some: readonly string[]): string => some[g(fc.nat, { max: some.length - 1 })] ?? '';
const rulesOf = (entry: FieldEntries[string] | undefined): FieldRules =>
  entry === undefined || typeof entry === 'string' ? {} : entry[1];
export const typeOf = (entry: FieldEntries[string]): string => (typeof entry === 'string' ? entry : entry[0]);

/** A right value of these fields: some of them, and whatever those require. `undefined` where the choice contradicts itself. */
export function rightObject(
  g: Choose,
  fields: FieldEntries,
  schemas: Readonly<Record<string, FieldEntries>>,
  depth = 0,
): Record<string, unknown> | undefined {
  const value: Record<string, unknown> = {};
  const names = Object.keys(fields);
  const add = (name: string): boolean => {
    const entry = fields[name];
    if (entry === undefined || name in value || isForbidden(name, fields, value)) return false;
    const right = rightValue(g, name, fields, schemas, depth);
    if (right !== undefined) value[name] = right;
    return right !== undefined;
  };
  for (const name of g(fc.subarray, names, { maxLength: Math.min(names.length, depth === 0 ? 6 : 2) })) add(name);
  for (let added = true; added; ) {
    const needed = names.filter((name) => !(name in value) && isNeeded(name, fields, value));
    added = needed.length > 0 && needed.every(add);
    if (needed.length > 0 && !added) return undefined;
  }
  return value;
}

function isNeeded(name: string, fields: FieldEntries, value: object): boolean {
  const { required, requiredWhen = [], atLeastOne, exactlyOne } = rulesOf(fields[name]);
  const sent = new Map<string, unknown>(Object.entries(value));
  const group = exactlyOne ?? atLeastOne;
  return (
    required === true ||
    (group?.[0] === name && !group.some((other) => sent.has(other))) ||
    requiredWhen.some((one) => {
      if ('present' in one) return sent.has(one.present);
      if ('absent' in one) return !sent.has(one.absent);
      return sent.has(one.field) && ('equals' in one ? [one.equals] : one.in).includes(String(sent.get(one.field)));
    })
  );
}

function isForbidden(name: string, fields: FieldEntries, value: object): boolean {
  const { exactlyOne = [], excludes = [] } = rulesOf(fields[name]);
  return [...exactlyOne, ...excludes].some((other) => other !== name && other in value);
}

function rightValue(
  g: Choose,
  name: string,
  fields: FieldEntries,
  schemas: Readonly<Record<string, FieldEntries>>,
  depth: number,
): unknown {
  const entry = fields[name] ?? 'string';
  const type = typeOf(entry);
  const isList = type.startsWith('[]');
  const item = isList ? type.slice(2) : type;
  if (item.startsWith('#') && depth > 2) return undefined;
  const one = item.startsWith('#')
    ? rightObject(g, schemas[item.slice(1)] ?? {}, schemas, depth + 1)
    : rightScalar(g, item, rulesOf(entry), decidingValues(name, fields));
  if (one === undefined) return undefined;
  return isList ? [one] : one;
}

/** Values on which the requirement of another field depends. */
function decidingValues(name: string, fields: FieldEntries): readonly string[] {
  return Object.values(fields).flatMap((entry) =>
    (rulesOf(entry).requiredWhen ?? []).flatMap((one) => {
      if (!('field' in one) || one.field !== name) return [];
      return 'equals' in one ? [one.equals] : one.in;
    }),
  );
}

function rightScalar(g: Choose, type: string, rules: FieldRules, deciding: readonly string[]): unknown {
  const { format, minimum, maximum, decimals } = rules;
  if (type === 'boolean') return deciding.length > 0 ? choose(g, deciding) === 'true' : g(fc.boolean);
  if (type === 'object') return {};
  const isAmount = minimum !== undefined || maximum !== undefined || decimals !== undefined;
  const amount = minimum ?? Math.min(maximum ?? 1, 1);
  if (type === 'integer') return Math.ceil(amount);
  if (type === 'number') return amount;
  if (deciding.length > 0 && g(fc.boolean)) return choose(g, deciding);
  if (format !== undefined) return formatted[format];
  return isAmount ? String(amount) : g(fc.stringMatching, /^[a-z0-9\u4e00-\u9fff]{1,8}$/);
}

/** One wrong change of a right object, and the problem that the checks have to find. */
export interface Violation {
  readonly change: (value: Record<string, unknown>) => void;
  readonly problem: { readonly field: string; readonly kind: string };
  /** Whether further rules may depend on what changes. */
  readonly mayBreakMore: boolean;
}

/** Every single violation of its rules that an object of these fields can have. */
export function violationsOf(
  value: Readonly<Record<string, unknown>>,
  fields: FieldEntries,
  right: (name: string) => unknown,
): readonly Violation[] {
  return Object.keys(value).flatMap((name) => {
    const entry = fields[name] ?? 'string';
    const rules = rulesOf(entry);
    const set = (wrong: unknown, kind: string): Violation => ({
      change: (changed) => {
        changed[name] = typeOf(entry).startsWith('[]') && kind !== 'type' ? [wrong] : wrong;
      },
      problem: { field: typeOf(entry).startsWith('[]') && kind !== 'type' ? `${name}[0]` : name, kind },
      mayBreakMore: deciding(name, fields),
    });
    return [
      ...missing(name, rules, fields, value),
      ...together(name, rules, right),
      // On the v2 gateway, one scalar may stand for another.
      set(/^(?:\[\]|#|object)/.test(typeOf(entry)) ? true : {}, 'type'),
      ...(rules.format === undefined || deciding(name, fields) ? [] : [set('\u0001 {', 'format')]),
      ...amounts(typeOf(entry), rules).map(([wrong, kind]) => set(wrong, kind)),
      {
        change: (changed: Record<string, unknown>) => {
          changed[`${name}_zzz`] = 'x';
        },
        problem: { field: `${name}_zzz`, kind: 'unknown' },
        mayBreakMore: false,
      },
    ];
  });
}

const deciding = (name: string, fields: FieldEntries) => decidingValues(name, fields).length > 0;

function amounts(type: string, { decimals, minimum, maximum }: FieldRules): readonly (readonly [unknown, string])[] {
  const item = type.replace('[]', '');
  const written = (amount: number) => (item === 'string' ? String(amount) : amount);
  const inside = String(minimum ?? Math.min(maximum ?? 1, 1));
  const digits = (inside.includes('.') ? inside : `${inside}.`) + '0'.repeat((decimals ?? 0) + 1);
  return [
    ...(decimals === undefined || item !== 'string' ? [] : [[digits, 'decimals'] as const]),
    ...(minimum === undefined ? [] : [[written(Math.floor(minimum) - 1), 'range'] as const]),
    ...(maximum === undefined ? [] : [[written(Math.ceil(maximum) + 1), 'range'] as const]),
  ];
}

function missing(
  name: string,
  { atLeastOne, exactlyOne, required }: FieldRules,
  fields: FieldEntries,
  value: Readonly<Record<string, unknown>>,
): readonly Violation[] {
  const { [name]: _, ...others } = value;
  if (!isNeededWithout(name, fields, others)) return [];
  const group = required === true ? undefined : (exactlyOne ?? atLeastOne);
  const change = (changed: Record<string, unknown>) => {
    delete changed[name];
  };
  const byGroup = group !== undefined && !group.some((other) => other in others);
  return [
    {
      change,
      problem: { field: byGroup ? (group[0] ?? '') : name, kind: byGroup ? 'none-of' : 'missing' },
      mayBreakMore: true,
    },
  ];
}

/** Of a group, any member may be the one that is left. */
function isNeededWithout(name: string, fields: FieldEntries, others: object): boolean {
  const { atLeastOne, exactlyOne } = rulesOf(fields[name]);
  const group = exactlyOne ?? atLeastOne;
  return isNeeded(name, fields, others) || (group !== undefined && !group.some((other) => other in others));
}

function together(
  name: string,
  { exactlyOne = [], excludes = [] }: FieldRules,
  right: (name: string) => unknown,
): readonly Violation[] {
  return [...exactlyOne, ...excludes].flatMap((other) => {
    const added = other === name ? undefined : right(other);
    if (added === undefined) return [];
    const [field = name] = [name, other].sort();
    const change = (changed: Record<string, unknown>) => {
      changed[other] = added;
    };
    return [{ change, problem: { field, kind: 'together' }, mayBreakMore: true }];
  });
}
