import { docstring } from '../module/docstring.js';
import { type Position, propertyKey, quote, union } from '../module/source-text.js';
import { type Literal, type ObjectSchema, type Property, type Schema, unknownSchema } from './schema.js';

/** What types are called in the module that is being written. */
export interface TypeNames {
  /** Identifier of a named schema. */
  schema(name: string): string;
  /** Identifier of the type of a file to upload. */
  readonly file: string;
}

/** Keeps a union of literals open for values that Alipay adds, without losing the suggestions of an editor. */
const openText = '(string & {})';
const openNumber = '(number & {})';

function literalTexts(values: readonly Literal[], isClosed: boolean): readonly string[] {
  const texts = values.map((value) => (typeof value === 'string' ? quote(value) : String(value)));
  if (isClosed) return texts;
  return [
    ...texts,
    ...(values.some((value) => typeof value === 'string') ? [openText] : []),
    ...(values.some((value) => typeof value === 'number') ? [openNumber] : []),
  ];
}

function objectText(schema: ObjectSchema, names: TypeNames, position: Position): string {
  const { indent } = position;
  if (schema.properties.length > 0) return `{\n${bodyText(schema, names, `${indent}  `)}${indent}}`;
  const additional = typeText(schema.additional ?? unknownSchema, names, position);
  // An index signature, unlike `Record`, may lead back to the type that it stands in.
  return additional === 'unknown' ? 'Record<string, unknown>' : `{ [name: string]: ${additional} }`;
}

function bracketed(schema: Schema, names: TypeNames, position: Position): string {
  const { indent, column } = position;
  const text = typeText(schema, names, { indent, column: column + ')[] | undefined'.length });
  if (text.startsWith('\n')) return `(${text}\n${indent})`;
  const isCompound = schema.kind === 'any' || schema.kind === 'all' || schema.kind === 'literals';
  return isCompound ? `(${text})` : text;
}

/** The members of a union, of which most types have but one. */
function memberTexts(schema: Schema, names: TypeNames, position: Position): readonly string[] {
  switch (schema.kind) {
    case 'plain':
      return [schema.type];
    case 'literals':
      return literalTexts(schema.values, schema.closed === true);
    case 'reference':
      return [names.schema(schema.name)];
    case 'array':
      return [`${bracketed(schema.items, names, position)}[]`];
    case 'object':
      return [objectText(schema, names, position)];
    case 'all':
      return [schema.members.map((member) => bracketed(member, names, position)).join(' & ')];
    case 'any':
      return schema.members.flatMap((member) => memberTexts(member, names, position));
  }
}

function unionMembers(schema: Schema, names: TypeNames, position: Position): readonly string[] {
  const members = [...new Set(memberTexts(schema, names, position))];
  return members.includes('unknown') ? ['unknown'] : members;
}

/** A schema as a type. */
export function typeText(schema: Schema, names: TypeNames, position: Position): string {
  return union(unionMembers(schema, names, position), position);
}

function propertyText(property: Property, names: TypeNames, indent: string): string {
  const before = `${indent}${propertyKey(property.name)}${property.required ? '' : '?'}:`;
  const position = { indent, column: before.length + 1 };
  const members = property.schema === 'file' ? [names.file] : unionMembers(property.schema, names, position);
  const isOptional = !property.required && !members.includes('unknown');
  const type = union(isOptional ? [...members, 'undefined'] : members, position);
  const separator = type.startsWith('\n') ? '' : ' ';
  return `${docstring(property.documentation, indent)}${before}${separator}${type};\n`;
}

/** The lines between the braces of an interface or of an object type. */
export function bodyText(schema: ObjectSchema, names: TypeNames, indent: string): string {
  const properties = schema.properties.map((property) => propertyText(property, names, indent));
  const additional = schema.additional === undefined ? [] : [`${indent}[name: string]: unknown;\n`];
  return [...properties, ...additional].join('');
}
