export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For programs: JSON, indented. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Text of a remote for a terminal: one line, no control characters, cut off. */
export function shown(text: string, longest = 100): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
