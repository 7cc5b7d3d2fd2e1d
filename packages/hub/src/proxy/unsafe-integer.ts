const text = /"(?:[^"\\]|\\.)*"/g;
const integer = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Whether JSON holds an integer beyond 2^53, which would lose digits where it is read. @param json well-formed */
export function hasUnsafeInteger(json: string): boolean {
  const numbers = json.replaceAll(text, '""').match(integer) ?? [];
  return numbers.some((digits) => !Number.isSafeInteger(Number(digits)));
}
