interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Reads one DER element at the start of `bytes`; throws a `RangeError` when it is cut off. */
function readElement(bytes: Uint8Array): Element & { readonly rest: Uint8Array } {
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

function objectIdentifier(content: Uint8Array): string {
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

/**
 * The object identifier of the algorithm that signed a certificate. Read from the encoding, since Node 20 does not
 * tell it: `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER … }, … }`
 * (RFC 5280, 4.1).
 */
export function signatureAlgorithm(der: Uint8Array): string {
  const certificate = readElement(der);
  const toBeSigned = readElement(certificate.content);
  const algorithm = readElement(toBeSigned.rest);
  const identifier = readElement(algorithm.content);
  if (identifier.tag !== 0x06) throw new RangeError('no object identifier');
  return objectIdentifier(identifier.content);
}
