import { KeyObject } from 'node:crypto';
import { type KeyFinding, recogniseKey } from './key-text.js';

/** A key: PEM or bare base64 as text, DER bytes, or a `KeyObject`. */
export type KeyInput = string | Uint8Array | KeyObject;

const minModulusLength = 1024;

const advice: Record<string, string> = {
  'private key': 'it must stay with the application',
  'public key': 'it belongs to "alipayPublicKey" if it is Alipay\'s',
  certificate: 'certificates belong to "appCertContent", "alipayPublicCertContent" and "alipayRootCertContent"',
  'encrypted private key': 'decrypt it first',
  nothing: 'is the environment variable set?',
  'an empty text': 'is the environment variable set?',
  'a path': 'pass what the file holds, as readFileSync returns it',
  'nothing readable': 'is it complete, and is it a key?',
};

/**
 * Parses the application's private key, PKCS#1 or PKCS#8.
 *
 * @param option the name of the option, for the error
 * @throws TypeError saying what was found when it is not an RSA private key of at least 1024 bits
 */
export function parsePrivateKey(input: KeyInput, option = 'privateKey'): KeyObject {
  return parseKey(input, option, 'private key');
}

/**
 * Parses Alipay's public key, SPKI or PKCS#1.
 *
 * @param option the name of the option, for the error
 * @throws TypeError saying what was found when it is not an RSA public key of at least 1024 bits
 */
export function parsePublicKey(input: KeyInput, option = 'alipayPublicKey'): KeyObject {
  return parseKey(input, option, 'public key');
}

function parseKey(input: KeyInput, option: string, wanted: 'private key' | 'public key'): KeyObject {
  const expected = `${option}: expected an RSA ${wanted}`;
  const finding: KeyFinding = isKeyInput(input) ? recogniseKey(input) : notKey(input);
  if (finding.kind !== wanted || !('key' in finding)) {
    throw new TypeError(`${expected}, found ${withArticle(finding.kind)}; ${advice[finding.kind]}`);
  }
  checkRsa(finding.key, expected);
  return finding.key;
}

/** @throws TypeError beginning with `expected` when the key is not RSA or too short */
export function checkRsa(key: KeyObject, expected: string): void {
  const type = key.asymmetricKeyType ?? 'unknown';
  if (type !== 'rsa') throw new TypeError(`${expected}, found a key of type "${type}"`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < minModulusLength) {
    throw new TypeError(`${expected} of at least ${minModulusLength} bits, found one of ${bits} bits`);
  }
}

function notKey(input: unknown): KeyFinding {
  return { kind: input === undefined || input === null ? 'nothing' : 'nothing readable' };
}

function isKeyInput(input: unknown): input is KeyInput {
  return typeof input === 'string' || ArrayBuffer.isView(input) || input instanceof KeyObject;
}

function withArticle(kind: string): string {
  if (/^(?:an? |nothing)/.test(kind)) return kind;
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
