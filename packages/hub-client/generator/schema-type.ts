import type { Schema } from './openapi-document.js';

/** Whether a caller sends the value, and may leave out what has a default, or receives it. */
export type Direction = 'sent' | 'received';

/** Names given by `title`, each with its declaration. */
export type NamedTypes = Map<string, string>;

const basic: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** The TypeScript type of a schema. @throws Error when the schema says something that the emitter does not know */
export function schemaType(schema: Schema, direction: Direction, named: NamedTypes): string {
  const { title } = schema;
  if (title === undefined || direction === 'sent') return bareType(schema, direction, named);
  if (!/^[A-Z]\w*$/.test(title)) throw new Error(`title: expected the name of a type, found ${JSON.stringify(title)}`);
  const type = bareType(schema, direction, named);
  const isObject = schema.type === 'object' && type.startsWith('{');
  const declaration = isObject ? `export interface ${title} ${type}` : `export type ${title} = ${type};`;
  const known = named.get(title);
  if (known !== undefined && known !== declaration) throw new Error(`two different schemas have the title ${title}`);
  named.set(title, declaration);
  return title;
}

function bareType(schema: Schema, direction: Direction, named: NamedTypes): string {
  const { type, enum: values, const: value, anyOf, items } = schema;
  if (anyOf !== undefined) return unionOf(anyOf.map((one) => schemaType(one, direction, named)));
  if (values !== undefined) return unionOf(values.map((one) => JSON.stringify(one)));
  if (value !== undefined) return JSON.stringify(value);
  if (type === undefined) return 'unknown';
  if (type === 'array')
    return `readonly ${inList(items === undefined ? 'unknown' : schemaType(items, direction, named))}[]`;
  if (type === 'object') return objectType(schema, direction, named);
  const found = basic[type];
  if (found === undefined) throw new Error(`type: expected a type of JSON, found ${JSON.stringify(type)}`);
  return found;
}

function objectType(schema: Schema, direction: Direction, named: NamedTypes): string {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const lines = Object.entries(properties).flatMap(([name, member]) => [
    ...comment(member.description),
    memberLine(name, {
      isRequired: required.includes(name) && (direction === 'received' || member.default === undefined),
      type: schemaType(member, direction, named),
      direction,
    }),
  ]);
  if (additionalProperties === true || (lines.length === 0 && additionalProperties !== false)) {
    lines.push('readonly [name: string]: unknown;');
  } else if (typeof additionalProperties === 'object') {
    // The known members have types of their own, which an index signature would have to include.
    const type = lines.length === 0 ? schemaType(additionalProperties, direction, named) : 'unknown';
    lines.push(`readonly [name: string]: ${type};`);
  }
  return lines.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${lines.join('\n')}\n}`;
}

export interface Member {
  readonly isRequired: boolean;
  readonly type: string;
  readonly direction: Direction;
}

/** What is sent may be `undefined`, which counts as left out. */
export function memberLine(name: string, { isRequired, type, direction }: Member): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  const orMissing = !isRequired && direction === 'sent' ? ' | undefined' : '';
  return `readonly ${key}${isRequired ? '' : '?'}: ${type}${orMissing};`;
}

export function comment(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  return lines.length === 1 ? [`/** ${lines[0]} */`] : ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

const unionOf = (types: readonly string[]) => [...new Set(types)].join(' | ');

const inList = (type: string) => (/^[\w.]+$/.test(type) || type.startsWith('{') ? type : `(${type})`);
