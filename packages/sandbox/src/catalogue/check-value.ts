import type { SchemaNode, SchemaSet } from './schema-node.js';
import type { ValueProblem } from './value-problem.js';

/** Deeper than any model of the catalogue that does not hold itself. */
const deepest = 64;

interface Place {
  readonly field: string;
  readonly depth: number;
}

/** The first problem of a value according to a schema of the catalogue. Unknown members are a problem. */
export function checkValue(
  value: unknown,
  schema: SchemaNode,
  schemas: SchemaSet,
  field = '',
): ValueProblem | undefined {
  return check(value, schema, schemas, { field, depth: 0 });
}

function check(value: unknown, node: SchemaNode, schemas: SchemaSet, place: Place): ValueProblem | undefined {
  const { field, depth } = place;
  if (depth > deepest) return { field, kind: 'depth' };
  const schema = schemas.resolve(node);
  if (schema.anyOf !== undefined) return checkAny(value, schema.anyOf, schemas, place);
  const found = typeOf(value);
  const { type = found } = schema;
  if (type !== found && !(type === 'number' && found === 'integer'))
    return { field, kind: 'type', expected: type, found };
  if (schema.enum !== undefined && !schema.enum.includes(String(value))) {
    return { field, kind: 'value', expected: schema.enum.join(' | ') };
  }
  if (Array.isArray(value)) return checkItems(value, schema, schemas, place);
  return found === 'object' ? checkMembers(Object(value), schema, schemas, place) : undefined;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Reports the last schema's problem: that is the operation's own error model. */
function checkAny(value: unknown, nodes: readonly SchemaNode[], schemas: SchemaSet, place: Place) {
  const problems = nodes.map((node) => check(value, node, schemas, { ...place, depth: place.depth + 1 }));
  return problems.includes(undefined) ? undefined : problems.at(-1);
}

function checkItems(items: readonly unknown[], { items: schema }: SchemaNode, schemas: SchemaSet, place: Place) {
  if (schema === undefined) return undefined;
  for (const [index, item] of items.entries()) {
    const problem = check(item, schema, schemas, { field: `${place.field}[${index}]`, depth: place.depth + 1 });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkMembers(value: object, { properties, required = [] }: SchemaNode, schemas: SchemaSet, place: Place) {
  const within = (name: string) => (place.field === '' ? name : `${place.field}.${name}`);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { field: within(missing), kind: 'missing' } as const;
  if (properties === undefined) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) return { field: within(name), kind: 'unknown' } as const;
    const problem = check(member, schema, schemas, { field: within(name), depth: place.depth + 1 });
    if (problem !== undefined) return problem;
  }
  return undefined;
}
