/** What becomes of an integer that a JavaScript number cannot hold exactly: its digits as text, or an error. */
export type BigIntegers = 'string' | 'error';

/**
 * A response holds an integer beyond 2^53 where a number is expected.
 *
 * Internal: callers turn it into an `AlipayContentError`.
 */
export class UnsafeIntegerError extends RangeError {
  /** The member that holds the integer, or the list that does. */
  readonly member: string;

  constructor(member: string) {
    super(`an integer beyond 2^53 in ${member}`);
    this.member = member;
  }
}

/** Ids are read as text where a number would lose digits. The generator types them so: see `generator/schema/id-name.ts`. */
const idName = /(?:^|_)(?:ids?|(?:order|serial)_no)$/;

/** Whether a member of that name identifies something. */
export function isIdName(name: string): boolean {
  return idName.test(name);
}

/** Sixteen digits are the fewest that can exceed 2^53. Digits in text follow a quote; the few others are sorted out afterwards. */
const longInteger = /(?:^|[:,[\s])-?\d{16}/;

/**
 * `JSON.parse` that loses no digit.
 *
 * @param bigints what becomes of integers beyond 2^53: by default, text in a member that identifies something, and an error
 * elsewhere
 * @throws SyntaxError when the text is not JSON
 * @throws UnsafeIntegerError where an integer cannot be a number and may not be text
 */
export function readJson(text: string, bigints?: BigIntegers): unknown {
  const value: unknown = JSON.parse(text);
  if (!longInteger.test(text)) return value;
  const quoted = quoteIntegers(text, bigints);
  return quoted === text ? value : JSON.parse(quoted);
}

/** The same JSON with quotes around integers that are no safe number. The text is known to be well-formed. */
function quoteIntegers(text: string, bigints: BigIntegers | undefined): string {
  const parts: string[] = [];
  /** The names of the members that are open, innermost last; a list has the name of the member that holds it. */
  const open: string[] = [];
  let name = 'the response';
  let copied = 0;
  for (let position = 0; position < text.length; ) {
    const character = text.charAt(position);
    if (character === '"') {
      const end = stringEnd(text, position);
      if (isFollowedByColon(text, end)) name = String(JSON.parse(text.slice(position, end)));
      position = end;
    } else if (/[-\d]/.test(character)) {
      const end = numberEnd(text, position);
      const number = text.slice(position, end);
      if (isUnsafe(number)) {
        if ((bigints ?? (isIdName(name) ? 'string' : 'error')) === 'error') throw new UnsafeIntegerError(name);
        parts.push(text.slice(copied, position), `"${number}"`);
        copied = end;
      }
      position = end;
    } else {
      if (character === '{' || character === '[') open.push(name);
      else if (character === '}' || character === ']') name = open.pop() ?? name;
      position += 1;
    }
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

function isUnsafe(number: string): boolean {
  return /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));
}

function stringEnd(text: string, start: number): number {
  let position = start + 1;
  while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}

function numberEnd(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && /[-+.eE\d]/.test(text.charAt(position))) position += 1;
  return position;
}

function isFollowedByColon(text: string, position: number): boolean {
  let next = position;
  while (/\s/.test(text.charAt(next))) next += 1;
  return text[next] === ':';
}
