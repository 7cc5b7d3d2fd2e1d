import type { DocumentNode } from '../document/document-node.js';
import { schemaDocumentation } from '../document/documentation.js';
import { referencedName } from '../document/reference.js';
import { idSchema } from './id-name.js';
import { emptyObject, type Literal, type ObjectSchema, type Property, type Schema, unknownSchema } from './schema.js';

const deepest = 64;
const plainTypes: ReadonlyMap<string, Schema> = new Map([
  ['string', { kind: 'plain', type: 'string' }],
  ['integer', { kind: 'plain', type: 'number' }],
  ['number', { kind: 'plain', type: 'number' }],
  ['boolean', { kind: 'plain', type: 'boolean' }],
  ['null', { kind: 'plain', type: 'null' }],
]);
const nullSchema: Schema = { kind: 'plain', type: 'null' };

function isLiteral(value: unknown): value is Literal {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The value, or nothing where it is none that a type can name. */
function readLiteral(node: DocumentNode): readonly Literal[] {
  if (isLiteral(node.value)) return [node.value];
  node.odd('text, a number, true, false or null', 'left out');
  return [];
}

/** The union of the listed values; `undefined` where none is listed. */
function readLiterals(node: DocumentNode): Schema | undefined {
  const values = [...new Set(node.list('enum').flatMap(readLiteral))];
  if (values.length > 0) return { kind: 'literals', values };
  if (Array.isArray(node.member('enum').value))
    node.member('enum').warn('expected a value, found none; any value is taken');
  return undefined;
}

function readAdditional(node: DocumentNode | undefined, depth: number): Schema | undefined {
  if (node === undefined || node.value === false) return undefined;
  return node.value === true ? unknownSchema : readSchema(node, depth);
}

function readProperties(node: DocumentNode, depth: number): readonly Property[] {
  const required = new Set(node.texts('required'));
  return (node.object('properties')?.entries() ?? []).map(([name, schema]) => ({
    name,
    schema: idSchema(name, readSchema(schema, depth)),
    required: required.has(name),
    documentation: schemaDocumentation(schema),
  }));
}

function readObject(node: DocumentNode, depth: number): ObjectSchema {
  const additional = readAdditional(node.optional('additionalProperties'), depth);
  return { kind: 'object', properties: readProperties(node, depth), additional };
}

function readType(type: DocumentNode, node: DocumentNode, depth: number): Schema {
  if (type.value === 'array') {
    const items = node.optional('items');
    return { kind: 'array', items: items === undefined ? unknownSchema : readSchema(items, depth) };
  }
  if (type.value === 'object') return readObject(node, depth);
  const plain = typeof type.value === 'string' ? plainTypes.get(type.value) : undefined;
  if (plain === undefined) type.odd('string, integer, number, boolean, array, object or null', 'any value is taken');
  return plain ?? unknownSchema;
}

/** What the schema says besides `allOf`, `anyOf` and `oneOf`. */
function readOwn(node: DocumentNode, depth: number): Schema {
  const values = node.has('enum') ? readLiterals(node) : undefined;
  if (values !== undefined) return values;
  const constant = node.has('const') ? readLiteral(node.member('const')) : [];
  if (constant.length > 0) return { kind: 'literals', values: constant };
  const type = node.optional('type');
  if (Array.isArray(type?.value)) return anyOf(type.items().map((item) => readType(item, node, depth)));
  if (type !== undefined) return readType(type, node, depth);
  if (node.has('properties') || node.has('additionalProperties')) return readObject(node, depth);
  const items = node.optional('items');
  return items === undefined ? unknownSchema : { kind: 'array', items: readSchema(items, depth) };
}

function anyOf(members: readonly Schema[]): Schema {
  const [first, ...others] = members;
  if (first === undefined) return unknownSchema;
  return others.length === 0 ? first : { kind: 'any', members };
}

/** The schemas in the list of that name. */
function readMembers(node: DocumentNode, name: string, depth: number): readonly Schema[] {
  const members = node.list(name).map((item) => readSchema(item, depth));
  if (members.length === 0 && Array.isArray(node.member(name).value)) {
    node.member(name).warn('expected a schema, found none; left out');
  }
  return members;
}

function readAlternatives(node: DocumentNode, name: string, depth: number): readonly Schema[] {
  const members = readMembers(node, name, depth);
  return members.length === 0 ? [] : [anyOf(members)];
}

function saysNothing(schema: Schema): boolean {
  if (schema.kind === 'plain') return schema.type === 'unknown';
  return schema.kind === 'object' && schema.properties.length === 0 && schema.additional === undefined;
}

function readComposed(node: DocumentNode, depth: number): Schema {
  const own = readOwn(node, depth);
  const composed = [
    ...(node.has('allOf') ? readMembers(node, 'allOf', depth) : []),
    ...(node.has('anyOf') ? readAlternatives(node, 'anyOf', depth) : []),
    ...(node.has('oneOf') ? readAlternatives(node, 'oneOf', depth) : []),
  ];
  if (composed.length === 0) return own;
  const members = [...composed, own].filter((member) => !saysNothing(member));
  const [first, ...others] = members;
  if (first === undefined) return own.kind === 'object' || composed.some(isObject) ? emptyObject : unknownSchema;
  return others.length === 0 ? first : { kind: 'all', members };
}

function isObject(schema: Schema): boolean {
  return schema.kind === 'object';
}

/** Reads a schema with all that stands inside it; what it refers to is only named. */
export function readSchema(node: DocumentNode, depth = 0): Schema {
  if (depth > deepest) node.fail(`schemas are nested more than ${deepest} deep`);
  if (!node.isObject()) {
    // Since OpenAPI 3.1, `true` is the schema of any value.
    if (node.value !== true) node.odd('a schema', 'any value is taken');
    return unknownSchema;
  }
  const reference = node.optional('$ref');
  if (reference !== undefined) {
    const name = node.leniently(() => referencedName(reference, 'schemas'), undefined, 'any value is taken');
    return name === undefined ? unknownSchema : { kind: 'reference', name, source: reference };
  }
  const schema = readComposed(node, depth + 1);
  return (node.optional('nullable')?.flag() ?? false) ? { kind: 'any', members: [schema, nullSchema] } : schema;
}
