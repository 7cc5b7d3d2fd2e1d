import { AlipayClient, type AlipayClientOptions, parsePrivateKey } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificates, certificateTime, requestSigning } from '../support/vectors.js';

const options = {
  appId: '2021000000000001',
  privateKey: requestSigning.privateKeyPkcs8,
  appCertContent: certificates.appCert,
  alipayPublicCertContent: certificates.alipayCert,
  alipayRootCertContent: certificates.rootBundle,
  clock: () => certificateTime,
} satisfies AlipayClientOptions;

const certificateOptions = ['appCertContent', 'alipayPublicCertContent', 'alipayRootCertContent'] as const;

/** What a text may have become on its way: cut, doubled, or changed in places. */
const changes = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(40), text: fc.string({ maxLength: 40 }) }),
  { minLength: 1, maxLength: 6 },
);

function change(text: string, edits: readonly { at: number; length: number; text: string }[]): string {
  return edits.reduce((current, edit) => {
    const start = Math.floor(edit.at * current.length);
    return current.slice(0, start) + edit.text + current.slice(start + edit.length);
  }, text);
}

describe('certificates that are not what they should be', () => {
  it('are refused by a TypeError, or still are the same certificates', () => {
    fc.assert(
      fc.property(fc.constantFrom(...certificateOptions), changes, (option, edits) => {
        try {
          expect(new AlipayClient({ ...options, [option]: change(options[option], edits) }).mode).toBe('certificate');
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          expect((error as TypeError).message).toMatch(/^(appCert|alipayPublicCert|alipayRootCert)Content: /);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are never taken for the ones that chain to the root: any changed byte of the certificate counts', () => {
    const [, base64 = ''] = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(certificates.alipayCert) ?? [];
    const der = Buffer.from(base64, 'base64');
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (position, mask) => {
        const forged = Buffer.from(der);
        forged[position] = (forged[position] ?? 0) ^ mask;
        const pem = `-----BEGIN CERTIFICATE-----\n${forged.toString('base64')}\n-----END CERTIFICATE-----\n`;
        const content = pem + certificates.intermediate;
        expect(() => new AlipayClient({ ...options, alipayPublicCertContent: content })).toThrow(TypeError);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['many authorities that all issue each other', certificates.alipayCert + certificates.intermediate.repeat(60)],
    ['many beginnings and no end', '-----BEGIN CERTIFICATE-----'.repeat(30_000)],
    ['one block of a megabyte', `-----BEGIN CERTIFICATE-----${'A'.repeat(1_000_000)}-----END CERTIFICATE-----`],
  ])('end soon: %s', (_, content) => {
    const make = () =>
      new AlipayClient({
        ...options,
        alipayPublicCertContent: content,
        alipayRootCertContent: certificates.strangerRoot,
      });
    expect(make).toThrow(TypeError);
  });
});

describe('a key that is not what it should be', () => {
  it('is refused by a TypeError that shows nothing of it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 40 }), fc.uint8Array()), (input) => {
        try {
          parsePrivateKey(input);
          expect.unreachable();
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          expect([
            'privateKey: expected an RSA private key, found nothing readable; is it complete, and is it a key?',
            'privateKey: expected an RSA private key, found an empty text; is the environment variable set?',
            'privateKey: expected an RSA private key, found a path; pass what the file holds, as readFileSync returns it',
          ]).toContain((error as TypeError).message);
        }
      }),
    );
  });

  it('is refused soon however long it is', () => {
    expect(() => parsePrivateKey('-----BEGIN PRIVATE KEY-----'.repeat(100_000))).toThrow(TypeError);
  });
});
