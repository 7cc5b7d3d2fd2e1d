/** A text that was unescaped, with the position in the first text that each of its characters comes from. */
export interface EscapedText {
  readonly text: string;
  /** One more than there are characters; `undefined` when nothing was unescaped. */
  readonly origins: readonly number[] | undefined;
}

const escapes =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|&#(\d{1,7});|&#x([0-9a-f]{1,6});|\\(["'\\/])/gi;
/** The base of the digits in each of the groups above; the last one is the character itself. */
const bases = [16, 16, 16, 16, 10, 16] as const;

/**
 * Takes one layer of percent-encoding, of JSON's and JavaScript's escapes and of numeric HTML entities off a text, as
 * far as they stand for single bytes or UTF-16 units: tokens are ASCII.
 *
 * @returns `undefined` when there was nothing to take off
 */
export function unescapeOnce({ text, origins }: EscapedText): EscapedText | undefined {
  let unescaped = '';
  const found: number[] = [];
  let position = 0;
  const copy = (end: number): void => {
    for (; position < end; position += 1) found.push(origins?.[position] ?? position);
  };
  for (const match of text.matchAll(escapes)) {
    unescaped += text.slice(position, match.index);
    copy(match.index);
    const character = characterOf(match);
    unescaped += character;
    for (let unit = 0; unit < character.length; unit += 1) found.push(origins?.[position] ?? position);
    position += match[0].length;
  }
  if (found.length === 0 && position === 0) return undefined;
  unescaped += text.slice(position);
  copy(text.length);
  found.push(origins?.[text.length] ?? text.length);
  return unescaped.length === text.length ? undefined : { text: unescaped, origins: found };
}

function characterOf(match: RegExpExecArray): string {
  const [whole, ...groups] = match;
  const index = groups.findIndex((group) => group !== undefined);
  const base = bases[index];
  const digits = groups[index] ?? '';
  if (base === undefined) return digits;
  const code = Number.parseInt(digits, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
