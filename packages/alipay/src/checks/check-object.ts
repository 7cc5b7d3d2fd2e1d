import type { FieldEntries, FieldRules, FieldType } from './check-catalogue.js';
import { checkRequirements } from './check-requirements.js';
import { checkScalar } from './check-scalar.js';
import { nearestName } from './nearest-name.js';
import type { RequestProblem } from './request-problem.js';

/** Deeper than any model of the catalogue that does not hold itself. */
const deepest = 64;

/** What the checks look up. */
export interface Lookup {
  readonly formats: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, FieldEntries>>;
  /** Whether a number may stand for a text, and a text for a number or a boolean. */
  readonly looseTypes?: boolean;
}

const scalars: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean']);

/** Everything that is wrong with an object and with what it holds. @param path its own path; empty for the whole body */
export function checkObject(
  value: unknown,
  fields: FieldEntries,
  lookup: Lookup,
  path = '',
  depth = 0,
): RequestProblem[] {
  if (depth > deepest) return [{ field: path, kind: 'depth' }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [wrongType(value, 'object', path)];
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const members = new Map<string, unknown>(Object.entries(value));
  const problems = checkRequirements(members, fields, at);
  for (const [name, member] of members) {
    const entry = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (entry === undefined) problems.push(unknownMember(name, at(name), fields));
    else problems.push(...checkField(member, entry, { lookup, path: at(name), depth }));
  }
  return problems;
}

interface Place {
  readonly lookup: Lookup;
  readonly path: string;
  readonly depth: number;
}

function checkField(value: unknown, entry: FieldEntries[string], place: Place): RequestProblem[] {
  const [type, rules] = typeof entry === 'string' ? [entry, {}] : entry;
  if (!type.startsWith('[]')) return checkOne(value, type, rules, place);
  if (!Array.isArray(value)) return [wrongType(value, 'array', place.path)];
  return value.flatMap((item: unknown, index) =>
    checkOne(item, type.slice(2), rules, { ...place, path: `${place.path}[${index}]` }),
  );
}

function checkOne(
  value: unknown,
  type: FieldType,
  rules: FieldRules,
  { lookup, path, depth }: Place,
): RequestProblem[] {
  if (type.startsWith('#')) return checkObject(value, lookup.schemas[type.slice(1)] ?? {}, lookup, path, depth + 1);
  const found = typeOf(value);
  const isLoose = lookup.looseTypes === true && scalars.has(found) && scalars.has(type);
  const fits = found === type || (type === 'number' && found === 'integer');
  if (!fits && !isLoose) return [wrongType(value, type, path)];
  return checkScalar(value, rules, path, lookup.formats);
}

function unknownMember(name: string, field: string, fields: FieldEntries): RequestProblem {
  const suggestion = nearestName(name, Object.keys(fields));
  return { field, kind: 'unknown', ...(suggestion === undefined ? {} : { suggestion }) };
}

function wrongType(value: unknown, expected: string, field: string): RequestProblem {
  return { field, kind: 'type', expected, found: typeOf(value) };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
