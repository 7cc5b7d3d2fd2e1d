import { type DerElement, derTag, objectIdentifier, readElement, readElements } from './der.js';

/** One extension of a certificate (RFC 5280, 4.1.2.9). */
export interface CertificateExtension {
  readonly id: string;
  readonly critical: boolean;
  /** The encoding inside the extension's octet string. */
  readonly value: Uint8Array;
}

const extensionsTag = 0xa3;

/**
 * Reads the object identifier of the algorithm that signed a certificate. Node 20 does not expose it.
 *
 * @throws RangeError when the encoding cannot be read
 */
export function signatureAlgorithm(der: Uint8Array): string {
  const [, algorithm] = readElements(readElement(der).content);
  const [identifier] = readElements(algorithm?.content ?? new Uint8Array());
  if (identifier === undefined) throw new RangeError('no signature algorithm');
  return objectIdentifier(identifier);
}

/**
 * Reads the extensions of a certificate; Node exposes neither their criticality nor a path length.
 *
 * @throws RangeError when the encoding cannot be read
 */
export function certificateExtensions(der: Uint8Array): readonly CertificateExtension[] {
  const [toBeSigned] = readElements(readElement(der).content);
  const explicit = readElements(toBeSigned?.content ?? new Uint8Array()).find(({ tag }) => tag === extensionsTag);
  if (explicit === undefined) return [];
  return readElements(readElement(explicit.content).content).map(readExtension);
}

/**
 * Reads how many further intermediates an authority allows below itself; `undefined` when it sets no limit.
 *
 * @throws RangeError when the encoding cannot be read
 */
export function pathLength(basicConstraints: Uint8Array): number | undefined {
  const limit = readElements(readElement(basicConstraints).content).find(({ tag }) => tag === derTag.integer);
  return limit?.content.reduce((value, byte) => value * 256 + byte, 0);
}

function readExtension({ content }: DerElement): CertificateExtension {
  const [identifier, ...others] = readElements(content);
  const value = others.at(-1);
  if (identifier === undefined || value?.tag !== derTag.octetString) throw new RangeError('no extension');
  const critical = others.some(({ tag, content: [flag] }) => tag === derTag.boolean && flag !== 0);
  return { id: objectIdentifier(identifier), critical, value: value.content };
}
