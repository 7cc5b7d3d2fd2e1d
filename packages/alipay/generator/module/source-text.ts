/** Longest line of generated code, as far as it can be broken at all. */
export const lineWidth = 120;

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}

/** A string literal, in single quotes if that takes no escapes. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  if (text.includes("'") && !text.includes('"')) return quoted;
  return `'${quoted.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A property's name as it is written in an interface or an object. */
export function propertyKey(name: string): string {
  return isIdentifier(name) ? name : quote(name);
}

/** The items between `before` and `after` on one line, or each on its own when that is too long. */
export function list(items: readonly string[], around: readonly [before: string, after: string], indent = ''): string {
  const [before, after] = around;
  const line = `${indent}${before}${items.join(', ')}${after}`;
  if (line.length <= lineWidth) return line;
  return [
    `${indent}${before.trimEnd()}`,
    ...items.map((item) => `${indent}  ${item},`),
    indent + after.trimStart(),
  ].join('\n');
}

function typesOf(keywords: string, names: readonly string[], specifier: string): string {
  if (names.length === 0) return '';
  return `${list([...names].sort(), [`${keywords} { `, ` } from ${quote(specifier)};`])}\n`;
}

/** An import of types, with a line break at its end; nothing when there are no names. */
export function importTypes(names: readonly string[], specifier: string): string {
  return typesOf('import type', names, specifier);
}

/** The same as an export of what another module declares. */
export function exportTypes(names: readonly string[], specifier: string): string {
  return typesOf('export type', names, specifier);
}

/** Where on a line something begins. */
export interface Position {
  /** The line's indentation. */
  readonly indent: string;
  readonly column: number;
}

/** Whether the union reads well with its one long member on the line of the others. */
function embraces(members: readonly string[]): boolean {
  const long = members.filter((member) => member.includes('\n'));
  return long.length === 1 && /^[{(]/.test(long[0] ?? '');
}

/** A union on the current line, or one member a line when that is too long. */
export function union(members: readonly string[], { indent, column }: Position): string {
  const line = members.join(' | ');
  const fits = !line.includes('\n') && column + line.length < lineWidth;
  if (members.length === 1 || fits || embraces(members)) return line;
  return members.map((member) => `\n${indent}  | ${member.replaceAll('\n', '\n    ')}`).join('');
}
