import { certificateSerialNumber, parseCertificates, rootCertificateSerialNumber } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { certificates } from '../support/vectors.js';

describe('serial numbers of certificates', () => {
  it('match the vectors', () => {
    expect(certificateSerialNumber(certificates.appCert)).toBe(certificates.expectedAppCertSn);
    expect(certificateSerialNumber(certificates.alipayCert)).toBe(certificates.expectedAlipayCertSn);
  });

  it('of a root bundle count only the roots that are signed with RSA, in file order', () => {
    expect(parseCertificates(certificates.rootBundle, 'bundle')).toHaveLength(4);
    expect(rootCertificateSerialNumber(certificates.rootBundle)).toBe(certificates.expectedRootCertSn);
  });

  it('mind neither CRLF nor missing line breaks', () => {
    expect(rootCertificateSerialNumber(certificates.rootBundle.replaceAll('\n', '\r\n'))).toBe(
      certificates.expectedRootCertSn,
    );
    expect(certificateSerialNumber(certificates.appCert.replaceAll('\n', ''))).toBe(certificates.expectedAppCertSn);
  });
});

describe('a certificate bundle', () => {
  const [first = ''] = certificates.appCert.split('-----END');
  it.each([
    ['no certificate', 'hello', 'x: expected certificates in PEM ("-----BEGIN CERTIFICATE-----"), found none'],
    [
      'a key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      'x: expected certificates in PEM, found a block "PUBLIC KEY"',
    ],
    [
      'half a certificate',
      `${first.slice(0, 200)}\n-----END CERTIFICATE-----`,
      'x: certificate 1 cannot be read; is the text complete?',
    ],
    ['too many certificates', certificates.strangerRoot.repeat(65), 'x: expected at most 64 certificates'],
    [
      'far too much text',
      ' '.repeat(1024 * 1024 + 1),
      'x: expected certificates in PEM, found 1048577 characters, more than any bundle has',
    ],
  ])('is refused when it holds %s', (_, content, message) => {
    expect(() => parseCertificates(content, 'x')).toThrow(new TypeError(message));
  });
});
