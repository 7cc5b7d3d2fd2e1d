/** The charsets that Alipay posts in. */
export type NotificationCharset = 'utf-8' | 'gbk';

const charsets: Readonly<Record<string, NotificationCharset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gbk',
};

/** The charset of that name, if it is one that Alipay posts in; UTF-8 when there is no name. */
export function notificationCharset(name: string | undefined): NotificationCharset | undefined {
  if (name === undefined || name === '') return 'utf-8';
  const lowerCase = name.toLowerCase();
  return Object.hasOwn(charsets, lowerCase) ? charsets[lowerCase] : undefined;
}

/** A question mark. */
const replacement = 0x3f;

let gbkBytes: ReadonlyMap<string, number> | undefined;

/**
 * Text to bytes of the charset. What GBK does not have becomes `?`, as it does at Alipay.
 *
 * Node decodes GBK and does not encode it, so the table is its own decoder turned round, made when it is first needed.
 */
export function encodeText(text: string, charset: NotificationCharset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  gbkBytes ??= invertGbk();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : (gbkBytes.get(character) ?? replacement);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

/** The euro sign, which is a byte of its own, and every pair of a lead byte (0x81 to 0xfe) and a trail byte (0x40 to 0xfe without 0x7f), by its character. */
function invertGbk(): Map<string, number> {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const pairs = new Map([['€', 0x80]]);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      try {
        pairs.set(decoder.decode(Uint8Array.of(lead, trail)), lead * 256 + trail);
      } catch {
        // No character has this pair.
      }
    }
  }
  return pairs;
}
