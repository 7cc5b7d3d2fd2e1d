import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { parsePrivateKey, parsePublicKey } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { certificates, requestSigning } from '../support/vectors.js';

const { privateKeyPkcs1, privateKeyPkcs8, privateKeyBarePkcs1, privateKeyBarePkcs8, publicKey } = requestSigning;
const key = createPrivateKey(privateKeyPkcs8);
const pkcs1Der = key.export({ type: 'pkcs1', format: 'der' });
const spkiBare = createPublicKey(publicKey).export({ type: 'spki', format: 'der' }).toString('base64');
const pkcs1Public = createPublicKey(publicKey).export({ type: 'pkcs1', format: 'pem' });

describe('a private key', () => {
  it.each([
    ['PKCS#1 in PEM', privateKeyPkcs1],
    ['PKCS#8 in PEM', privateKeyPkcs8],
    ['bare PKCS#1', privateKeyBarePkcs1],
    ['bare PKCS#8', privateKeyBarePkcs8],
    ['bare base64 with line breaks', privateKeyBarePkcs8.replaceAll(/(.{64})/g, '$1\n')],
    ['PEM in one line', privateKeyPkcs8.replaceAll('\n', '')],
    ['PEM with CRLF', privateKeyPkcs8.replaceAll('\n', '\r\n')],
    ['PEM with spaces for line breaks', privateKeyPkcs1.replaceAll('\n', ' ')],
    ['PEM with \\n written out, as in an .env file', privateKeyPkcs8.replaceAll('\n', '\\n')],
    ['PEM indented and surrounded by text', `key:\n${privateKeyPkcs8.replaceAll('\n', '\n    ')}\nend`],
    [
      'PKCS#8 under a PKCS#1 label',
      `-----BEGIN RSA PRIVATE KEY-----\n${privateKeyBarePkcs8}\n-----END RSA PRIVATE KEY-----`,
    ],
    ['PEM with \\r\\n written out', privateKeyPkcs8.replaceAll('\n', '\\r\\n')],
    ['PEM with \\n escaped twice', privateKeyPkcs8.replaceAll('\n', '\\\\n')],
    ['PEM in quotes', `"${privateKeyPkcs8}"`],
    ['bare base64 in double quotes', `"${privateKeyBarePkcs8}"`],
    ['bare base64 in single quotes with a line break', `'${privateKeyBarePkcs1}'\n`],
    ['bare base64 after a byte order mark', `\uFEFF${privateKeyBarePkcs8}`],
    [
      'bare base64 with zero-width spaces',
      `\u200B${privateKeyBarePkcs8.slice(0, 40)}\u200B${privateKeyBarePkcs8.slice(40)}\u2060`,
    ],
    ['a file with a byte order mark', Buffer.from(`\uFEFF${privateKeyPkcs8}`)],
    ['base64 of a whole PEM', Buffer.from(privateKeyPkcs8).toString('base64')],
    [
      'base64 of a PEM with \\n written out, in quotes',
      `"${Buffer.from(privateKeyPkcs1.replaceAll('\n', '\\n')).toString('base64')}"`,
    ],
    ['PEM in a buffer', Buffer.from(privateKeyPkcs8)],
    ['DER', pkcs1Der],
    ['DER in a Uint8Array', new Uint8Array(pkcs1Der)],
    ['a KeyObject', key],
  ])('is recognised as %s', (_, input) => {
    expect(parsePrivateKey(input).equals(key)).toBe(true);
  });

  const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' });
  it.each([
    ['a public key', publicKey, 'found a public key; it belongs to "alipayPublicKey" if it is Alipay\'s'],
    ['a bare public key', spkiBare, 'found a public key; it belongs to "alipayPublicKey" if it is Alipay\'s'],
    [
      'a certificate',
      certificates.appCert,
      'found a certificate; certificates belong to "appCertContent", "alipayPublicCertContent" and "alipayRootCertContent"',
    ],
    ['an encrypted key', encrypted, 'found an encrypted private key; decrypt it first'],
    ['a key of a curve', curve, 'found a key of type "ec"'],
    ['half a key', privateKeyPkcs8.slice(0, 600), 'found nothing readable; is it complete, and is it a key?'],
    ['a path', '/etc/keys/app.pem', 'found a path; pass what the file holds, as readFileSync returns it'],
    ['a path without extension', '/etc/keys/app', 'found a path; pass what the file holds, as readFileSync returns it'],
    ['a path of here', './app', 'found a path; pass what the file holds, as readFileSync returns it'],
    ['a path of Windows', 'C:\\keys\\app.txt', 'found a path; pass what the file holds, as readFileSync returns it'],
    ['the name of a file', 'app_private_key.pem', 'found a path; pass what the file holds, as readFileSync returns it'],
    ['an empty text', '', 'found an empty text; is the environment variable set?'],
    ['a text of spaces', ' \n', 'found an empty text; is the environment variable set?'],
    ['empty quotes', '""', 'found an empty text; is the environment variable set?'],
    ['an empty file', Buffer.alloc(0), 'found an empty text; is the environment variable set?'],
    ['an object', {}, 'found nothing readable; is it complete, and is it a key?'],
    [
      'base64 of something else',
      Buffer.from('hello').toString('base64'),
      'found nothing readable; is it complete, and is it a key?',
    ],
    ['a secret key', createSecretKey(Buffer.alloc(16)), 'found nothing readable; is it complete, and is it a key?'],
    ['nothing', undefined, 'found nothing; is the environment variable set?'],
    ['null', null, 'found nothing; is the environment variable set?'],
    ['a number', 7, 'found nothing readable; is it complete, and is it a key?'],
  ])('is refused when it is %s', (_, input, found) => {
    expect(() => parsePrivateKey(input as string)).toThrow(
      new TypeError(`privateKey: expected an RSA private key, ${found}`),
    );
  });

  it('is refused when it is too short', () => {
    expect(() => parsePrivateKey(short)).toThrow(
      new TypeError('privateKey: expected an RSA private key of at least 1024 bits, found one of 512 bits'),
    );
  });
});

describe('a public key', () => {
  it.each([
    ['SPKI in PEM', publicKey],
    ['bare SPKI', spkiBare],
    ['PKCS#1 in PEM', pkcs1Public],
    ['a KeyObject', createPublicKey(publicKey)],
  ])('is recognised as %s', (_, input) => {
    expect(parsePublicKey(input).equals(createPublicKey(publicKey))).toBe(true);
  });

  it('is refused when it is a private key', () => {
    expect(() => parsePublicKey(privateKeyBarePkcs1)).toThrow(
      new TypeError(
        'alipayPublicKey: expected an RSA public key, found a private key; it must stay with the application',
      ),
    );
  });
});
