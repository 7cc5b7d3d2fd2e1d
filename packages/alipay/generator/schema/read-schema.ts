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

function readLiteral(node: DocumentNode): Literal {
  return isLiteral(node.value) ? node.value : node.expected('text, a number, true, false or null');
}

function readLiterals(node: DocumentNode): Schema {
  const values = [...new Set(node.items().map(readLiteral))];
  return values.length === 0 ? node.fail('expected at least one value, found none') : { kind: 'literals', values };
}

function readAdditional(node: DocumentNode | undefined, depth: number): Schema | undefined {
  if (node === undefined || node.value === false) return undefined;
  return node.value === true ? unknownSchema : readSchema(node, depth);
}

function readProperties(node: DocumentNode, depth: number): readonly Property[] {
  const required = new Set(
    node
      .optional('required')
      ?.items()
      .map((item) => item.text()),
  );
  return (node.optional('properties')?.entries() ?? []).map(([name, schema]) => ({
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
  return plainTypes.get(type.text()) ?? type.expected('string, integer, number, boolean, array, object or null');
}

/** What the schema says besides `allOf`, `anyOf` and `oneOf`. */
function readOwn(node: DocumentNode, depth: number): Schema {
  const values = node.optional('enum');
  if (values !== undefined) return readLiterals(values);
  if (node.has('const')) return { kind: 'literals', values: [readLiteral(node.member('const'))] };
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

function readMembers(node: DocumentNode, depth: number): readonly Schema[] {
  const members = node.items().map((item) => readSchema(item, depth));
  return members.length === 0 ? node.fail('expected at least one schema, found none') : members;
}

function saysNothing(schema: Schema): boolean {
  if (schema.kind === 'plain') return schema.type === 'unknown';
  return schema.kind === 'object' && schema.properties.length === 0 && schema.additional === undefined;
}

function readComposed(node: DocumentNode, depth: number): Schema {
  const own = readOwn(node, depth);
  const composed = [
    ...(node.has('allOf') ? readMembers(node.member('allOf'), depth) : []),
    ...(node.has('anyOf') ? [anyOf(readMembers(node.member('anyOf'), depth))] : []),
    ...(node.has('oneOf') ? [anyOf(readMembers(node.member('oneOf'), depth))] : []),
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
  const reference = node.optional('$ref');
  if (reference !== undefined) {
    return { kind: 'reference', name: referencedName(reference, 'schemas'), source: reference };
  }
  const schema = readComposed(node, depth + 1);
  return (node.optional('nullable')?.flag() ?? false) ? { kind: 'any', members: [schema, nullSchema] } : schema;
}
