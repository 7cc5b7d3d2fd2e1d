/** Longest line of generated code, as far as it can be broken at all. */
export const lineWidth = 120;

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}

/** A string literal in single quotes. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
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

/** A union on the current line (which is `column` long already), or one member a line when that is too long. */
export function union(members: readonly string[], indent: string, column: number): string {
  const line = members.join(' | ');
  const [first] = members;
  if (members.length === 1 && first !== undefined) return first;
  if (!line.includes('\n') && column + line.length < lineWidth) return line;
  return members.map((member) => `\n${indent}  | ${member}`).join('');
}
