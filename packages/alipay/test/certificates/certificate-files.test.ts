import 'reflect-metadata';
import { type AlipayClientOptions, type ClientWarning, parseCertificates } from '@lingpai/alipay';
import { KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509';
import { describe, expect, it, vi } from 'vitest';
import {
  alipay,
  app,
  applicationAuthorityPem,
  authorityPem,
  certificateClient,
  issue,
  noon,
  rootAuthority,
} from '../support/certificate-mode.js';

/** As Alipay's own sandbox has it: it may sign certificates, and does not say that it is an authority. */
const plainIntermediate = await issue('class 5', rootAuthority, {
  extensions: [new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true)],
});
const belowPlain = await issue('alipay', { name: 'class 5', privateKey: plainIntermediate.privateKey });
const der = Buffer.from(alipay.pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');

const unchecked =
  'alipayPublicCertContent: the file holds no intermediate that issued the certificate, so its chain is unchecked';

/** The warnings of a client that is made with these options. */
function warningsOf(options: Partial<AlipayClientOptions>): ClientWarning[] {
  const warnings: ClientWarning[] = [];
  certificateClient(() => Promise.reject(new Error('unused')), {
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  return warnings;
}

describe("Alipay's certificate file", () => {
  it.each<[string, string | Uint8Array]>([
    ['the certificate before its intermediate', alipay.pem + authorityPem],
    ['the intermediate first', authorityPem + alipay.pem],
    ['several intermediates around the certificate', applicationAuthorityPem + alipay.pem + authorityPem],
    ['escaped line breaks', (alipay.pem + authorityPem).replaceAll('\n', '\\n')],
    ['escaped CRLF', (alipay.pem + authorityPem).replaceAll('\n', '\\r\\n')],
  ])('may hold %s', (_, alipayPublicCertContent) => {
    expect(warningsOf({ alipayPublicCertContent })).toEqual([]);
  });

  it.each<[string, string | Uint8Array]>([
    ['the certificate alone', alipay.pem],
    ['its DER', der],
    ['its base64', der.toString('base64')],
    ['its base64 in lines', der.toString('base64').replaceAll(/(.{64})/g, '$1\r\n')],
  ])('may hold %s, which causes a warning', (_, alipayPublicCertContent) => {
    expect(warningsOf({ alipayPublicCertContent })).toEqual([
      { code: 'certificate-chain', message: `${unchecked}; the certificate is trusted because it is configured` },
    ]);
  });

  it('may hold an intermediate without basic constraints, which causes a warning', () => {
    expect(warningsOf({ alipayPublicCertContent: belowPlain.pem + plainIntermediate.pem })).toEqual([
      {
        code: 'certificate-chain',
        message:
          "alipayPublicCertContent: the certificate's chain is not accepted: an intermediate is refused: it is not " +
          'marked as an authority; the certificate is trusted because it is configured',
      },
    ]);
  });

  it('has to hold a complete chain with strictCertificates', () => {
    const strict = (alipayPublicCertContent: string) => () =>
      warningsOf({ strictCertificates: true, alipayPublicCertContent });
    expect(strict(alipay.pem + authorityPem)()).toEqual([]);
    expect(strict(alipay.pem)).toThrow(
      new TypeError(
        'alipayPublicCertContent: the certificate does not chain to a root of alipayRootCertContent; ' +
          'use the files of one download from Alipay, intermediates included',
      ),
    );
    expect(strict(belowPlain.pem + plainIntermediate.pem)).toThrow(
      new TypeError(
        "alipayPublicCertContent: the certificate's chain is not accepted: an intermediate is refused: it is not " +
          'marked as an authority',
      ),
    );
  });

  it('may not hold a chain that leads to another root', async () => {
    const stranger = await issue('class 2', { name: 'root', privateKey: app.privateKey }, { authority: true });
    const leaf = await issue('alipay', { name: 'class 2', privateKey: stranger.privateKey });
    expect(() => warningsOf({ alipayPublicCertContent: leaf.pem + stranger.pem })).toThrow(
      'alipayPublicCertContent: the certificate does not chain to a root of alipayRootCertContent',
    );
  });

  it('causes a warning of the process when there is no hook', async () => {
    const warnings: unknown[] = [];
    const keep = (warning: Error) => warnings.push(warning);
    process.on('warning', keep);
    const expired = await issue('class 5', rootAuthority, {
      authority: true,
      to: noon - 1,
      key: plainIntermediate.privateKey,
    });
    warningsOf({ onWarning: undefined, alipayPublicCertContent: belowPlain.pem + expired.pem });
    await vi.waitFor(
      () =>
        expect(warnings).toContainEqual(
          expect.objectContaining({
            name: 'LingpaiWarning',
            code: 'LINGPAI_CERTIFICATE_CHAIN',
            message: expect.stringContaining('an intermediate is refused: it is out of its validity'),
          }),
        ),
      { timeout: 60_000 },
    );
    process.off('warning', keep);
  });
});

describe("the application's certificate file", () => {
  it.each([
    ['the intermediate first', applicationAuthorityPem + app.pem],
    ['another certificate first', alipay.pem + app.pem],
  ])('may hold %s', (_, appCertContent) => {
    expect(warningsOf({ appCertContent })).toEqual([]);
  });
});

describe('parseCertificates', () => {
  it.each([
    ['text', 'certificate'],
    ['base64 of something else', Buffer.alloc(600, 1).toString('base64')],
  ])('refuses %s', (_, text) => {
    expect(() => parseCertificates(text, 'here')).toThrow(
      new TypeError('here: expected certificates in PEM ("-----BEGIN CERTIFICATE-----"), found none'),
    );
  });

  it('refuses DER that is cut off', () => {
    expect(() => parseCertificates(der.subarray(0, 400), 'here')).toThrow(
      new TypeError('here: certificate 1 cannot be read; is the text complete?'),
    );
  });
});
