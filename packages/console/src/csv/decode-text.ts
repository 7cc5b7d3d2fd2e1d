/** The encodings that spreadsheets write; GB18030 contains GBK, which Excel in China writes. */
const encodings = [
  { name: 'UTF-8', label: 'utf-8' },
  { name: 'GBK', label: 'gb18030' },
] as const;

/** A file as text. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'GBK';
}

/**
 * Decodes a text file: UTF-16 by its byte order mark, else UTF-8 with or without one, else GBK. Chinese text in GBK is not valid
 * UTF-8, so that the order decides.
 *
 * @returns `undefined` when the bytes are no text, such as a workbook that was renamed
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const [first, second] = bytes;
  const mark =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  if (mark !== undefined) return asText(bytes, mark, 'UTF-16');
  for (const { name, label } of encodings) {
    const decoded = asText(bytes, label, name);
    if (decoded !== undefined) return decoded;
  }
  return undefined;
}

function asText(bytes: Uint8Array, label: string, encoding: DecodedText['encoding']): DecodedText | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    // No text has it, and every binary file does.
    return text.includes('\0') ? undefined : { text, encoding };
  } catch {
    return undefined;
  }
}
