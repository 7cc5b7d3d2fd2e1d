/** One element of a DER encoding (X.690). */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Tags of the elements that certificates are read for. */
export const derTag = {
  boolean: 0x01,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  integer: 0x02,
} as const;

/**
 * Reads one element at the start of `bytes`.
 *
 * @throws RangeError when the element is cut off
 */
export function readElement(bytes: Uint8Array): DerElement & { readonly rest: Uint8Array } {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new RangeError('cut off');
  let offset = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new RangeError('length out of range');
    length = 0;
    for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
    offset += count;
  }
  if (bytes.length < offset + length) throw new RangeError('cut off');
  return { tag, content: bytes.subarray(offset, offset + length), rest: bytes.subarray(offset + length) };
}

/**
 * Reads every element of `bytes`.
 *
 * @throws RangeError when one is cut off
 */
export function readElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const element = readElement(rest);
    elements.push(element);
    rest = element.rest;
  }
  return elements;
}

/**
 * Reads an object identifier in dotted notation.
 *
 * @throws RangeError when the element is of another kind
 */
export function objectIdentifier({ tag, content }: DerElement): string {
  if (tag !== derTag.objectIdentifier) throw new RangeError('no object identifier');
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [head = 0, ...tail] = numbers;
  const first = Math.min(Math.floor(head / 40), 2);
  return [first, head - first * 40, ...tail].join('.');
}
