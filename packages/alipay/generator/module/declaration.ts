import type { Documentation } from '../document/documentation.js';
import type { Schema } from '../schema/schema.js';
import { bodyText, type TypeNames, typeText } from '../schema/type-text.js';
import { docstring } from './docstring.js';
import { lineWidth } from './source-text.js';

/** Whether the schema is declared as an interface, which another interface can extend. */
export function isInterface(schema: Schema): boolean {
  return schema.kind === 'object' && schema.properties.length > 0;
}

function assigned(before: string, type: string): string {
  return `${before} =${type.startsWith('\n') ? '' : ' '}${type};\n`;
}

function heading(name: string, extended: string | undefined): string {
  const start = `export interface ${name}`;
  if (extended === undefined) return start;
  const line = `${start} extends ${extended}`;
  return line.length + 2 > lineWidth ? `${start}\n  extends ${extended}` : line;
}

/** An exported type for a schema, with its docstring. */
export function declaration(
  name: string,
  schema: Schema,
  documentation: Documentation,
  names: TypeNames,
  extended?: string,
): string {
  const comment = docstring(documentation);
  if (schema.kind === 'object' && isInterface(schema)) {
    return `${comment}${heading(name, extended)} {\n${bodyText(schema, names, '  ')}}\n`;
  }
  const before = `export type ${name}`;
  return `${comment}${assigned(before, typeText(schema, names, { indent: '', column: before.length + 3 }))}`;
}

/** An exported union of what is already the text of a type. */
export function unionDeclaration(name: string, members: readonly string[], documentation: Documentation): string {
  const before = `export type ${name} =`;
  const line = `${before} ${members.join(' | ')};\n`;
  const lines = `${before}${members.map((member) => `\n  | ${member}`).join('')};\n`;
  return `${docstring(documentation)}${line.length - 1 > lineWidth && members.length > 1 ? lines : line}`;
}
