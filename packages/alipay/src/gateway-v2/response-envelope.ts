import { type AlipayCharset, decodeText } from '../charset/alipay-charset.js';

const charsets: readonly AlipayCharset[] = ['utf-8', 'gbk'];

/** A member of a v2 response. */
export interface EnvelopeMember {
  /** Its JSON, decoded. */
  readonly text: string;
  /** Its JSON exactly as it stands in the body: what the signature covers. */
  readonly bytes: Buffer;
  /** One character for each byte; those of a character beyond ASCII are `x`. */
  readonly outline: string;
}

/**
 * The members of a v2 response. It is UTF-8 or, as failures of the v2 gateway now and then are, GBK.
 *
 * @throws SyntaxError when the body is not the JSON of an object, or has a member twice
 */
export function readEnvelope(body: Buffer): ReadonlyMap<string, EnvelopeMember> {
  const charset = charsetOf(body);
  const outline = outlineOf(body, charset);
  // JSON is checked as it reads; its structure is searched where each character is one byte.
  const root: unknown = JSON.parse(decodeText(body, charset));
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new SyntaxError('not an object');
  const members = new Map<string, EnvelopeMember>();
  for (let position = skip(outline, outline.indexOf('{') + 1); outline[position] !== '}'; ) {
    const nameEnd = stringEnd(outline, position);
    const name = String(JSON.parse(decodeText(body.subarray(position, nameEnd), charset)));
    const start = skip(outline, nameEnd);
    const end = valueEnd(outline, start);
    if (members.has(name)) throw new SyntaxError('a member comes twice');
    const bytes = body.subarray(start, end);
    members.set(name, { text: decodeText(bytes, charset), bytes, outline: outline.slice(start, end) });
    position = skip(outline, end);
  }
  return members;
}

/**
 * What Alipay may have signed for a member: its bytes, and those with their slashes unescaped. Alipay signs some responses
 * before it escapes their slashes, which its own SDKs allow for; both texts are the same JSON.
 */
export function signedForms({ bytes, outline }: EnvelopeMember): readonly Buffer[] {
  const escaped = Array.from(outline.matchAll(/\\./g)).filter(({ 0: pair }) => pair === '\\/');
  if (escaped.length === 0) return [bytes];
  const kept: Buffer[] = [];
  let start = 0;
  for (const { index } of escaped) {
    kept.push(bytes.subarray(start, index));
    start = index + 1;
  }
  return [bytes, Buffer.concat([...kept, bytes.subarray(start)])];
}

/** GBK text of more than a few characters is never UTF-8 by chance; what a header says is not signed. */
function charsetOf(body: Buffer): AlipayCharset {
  const charset = charsets.find((one) => isTextIn(body, one));
  if (charset === undefined) throw new SyntaxError('neither UTF-8 nor GBK');
  return charset;
}

function isTextIn(bytes: Buffer, charset: AlipayCharset): boolean {
  try {
    decodeText(bytes, charset);
    return true;
  } catch {
    return false;
  }
}

/** In GBK the second byte of a character may be a backslash or a brace. */
const beyondAscii: Readonly<Record<AlipayCharset, RegExp>> = {
  'utf-8': /[\x80-\xff]/g,
  gbk: /[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\xfe])|\x80/g,
};

function outlineOf(bytes: Buffer, charset: AlipayCharset): string {
  return bytes.toString('latin1').replaceAll(beyondAscii[charset], (character) => 'x'.repeat(character.length));
}

const separators = ' \t\r\n,:';

function skip(text: string, position: number): number {
  let index = position;
  while (index < text.length && separators.includes(text.charAt(index))) index += 1;
  return index;
}

function stringEnd(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

function valueEnd(text: string, start: number): number {
  let depth = 0;
  let index = start;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '"') {
      index = stringEnd(text, index);
    } else {
      if (depth === 0 && (character === '}' || separators.includes(character))) return index;
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      index += 1;
    }
    if (depth === 0 && /["}\]]/.test(text.charAt(index - 1))) return index;
  }
  return index;
}
