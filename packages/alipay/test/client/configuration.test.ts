import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { AlipayClient, type AlipayClientOptions } from '@lingpai/alipay';
import { afterAll, describe, expect, it } from 'vitest';
import { alipayKeys, standIn } from '../support/alipay-stand-in.js';
import { certificates, certificateTime, requestSigning, responseVerification } from '../support/vectors.js';

const keyMode = {
  appId: '2021000000000001',
  privateKey: requestSigning.privateKeyPkcs1,
  alipayPublicKey: responseVerification.alipayPublicKeyBare,
};
const certificateMode = {
  appId: '2021000000000001',
  privateKey: requestSigning.privateKeyPkcs8,
  appCertContent: certificates.appCert,
  alipayPublicCertContent: certificates.alipayCert,
  alipayRootCertContent: certificates.rootBundle,
  clock: () => certificateTime,
};

function refusal(options: object): string {
  try {
    new AlipayClient(options as AlipayClientOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('it was accepted');
}

describe('a client in key mode', () => {
  it('is made of an id and two keys', () => {
    const client = new AlipayClient(keyMode);
    expect([client.appId, client.mode, client.endpoint]).toEqual([
      '2021000000000001',
      'key',
      'https://openapi.alipay.com',
    ]);
  });

  it("says so when it is given the application's own public key for Alipay's", () => {
    expect(refusal({ ...keyMode, alipayPublicKey: requestSigning.publicKey })).toBe(
      "alipayPublicKey: expected Alipay's public key, found the application's own (it belongs to privateKey); " +
        "Alipay's console shows both, the right one is called 支付宝公钥",
    );
  });

  it.each([
    [{ appId: undefined }, 'appId: expected the application\'s id, such as "2021000000000001", found nothing'],
    [{ appId: 2021 }, 'appId: expected the application\'s id, such as "2021000000000001", found 2021'],
    [{ appId: '' }, 'appId: expected the application\'s id, such as "2021000000000001", found an empty string'],
    [{ appId: 'a,nonce=1' }, 'appId: expected the application\'s id, such as "2021000000000001", found other text'],
    [{ appId: null }, 'appId: found null; give it a value or leave it out'],
    [{ timeout: 0 }, 'timeout: expected a positive number, found 0'],
    [{ timeout: '5s' }, 'timeout: expected a positive number, found other text'],
    [{ timeout: 2 ** 31 }, 'timeout: expected at most 2147483647 ms, found 2147483648'],
    [{ maxResponseBytes: Number.NaN }, 'maxResponseBytes: expected a positive number, found NaN'],
    [{ clock: 5 }, 'clock: expected a function, found 5'],
    [{ nonce: 'x' }, 'nonce: expected a function, found other text'],
    [
      { strictCertificates: true },
      'alipayPublicKey: found together with strictCertificates; give the key or the certificates',
    ],
    [{ transport: {} }, 'transport: expected a function, found a value of type object'],
    [{ encryptKey: 'AAAA' }, 'encryptKey: expected base64 text of 16, 24 or 32 bytes, found 3 bytes'],
    [
      { endpoint: 'openapi.alipay.com' },
      'endpoint: expected scheme and host only, such as "https://openapi.alipay.com"',
    ],
    [
      { endpoint: 'https://h/gateway.do' },
      'endpoint: expected scheme and host only, such as "https://openapi.alipay.com"',
    ],
    [{ endpoint: 'ftp://h' }, 'endpoint: expected scheme and host only, such as "https://openapi.alipay.com"'],
    [{ endpoint: 'https://u:p@h' }, 'endpoint: expected scheme and host only, such as "https://openapi.alipay.com"'],
    [{ alipayPublickey: 'x' }, 'alipayPublickey: there is no such option; is it alipayPublicKey?'],
    [
      { alipayPublicKey: undefined },
      "alipayPublicKey: expected Alipay's public key (key mode) or the three certificates, found neither",
    ],
    [
      { alipayRootCertPath: '/x' },
      'alipayPublicKey: found together with alipayRootCertPath; give the key or the certificates',
    ],
  ])('refuses %j', (wrong, message) => {
    expect(refusal({ ...keyMode, ...wrong })).toBe(message);
  });

  it('refuses options that are none', () => {
    expect(refusal(null as unknown as object)).toBe('options: expected an object, found null');
  });

  it('accepts a slash behind the endpoint', () => {
    expect(new AlipayClient({ ...keyMode, endpoint: 'http://127.0.0.1:4010/' }).endpoint).toBe('http://127.0.0.1:4010');
  });
});

describe('the authorization string', () => {
  async function call(options: object): Promise<string | undefined> {
    const { transport, sent } = standIn({});
    await new AlipayClient({ ...keyMode, alipayPublicKey: alipayKeys.publicKey, transport, ...options }).request({
      method: 'GET',
      path: '/v3/x',
    });
    return sent[0]?.headers.authorization;
  }

  it.each([
    [{ nonce: () => 'a,sign=x' }, 'nonce'],
    [{ nonce: () => 'a\r\nx: y' }, 'nonce'],
    [{ nonce: () => '' }, 'nonce'],
    [{ nonce: () => 7 }, 'nonce'],
    [{ nonce: () => '令牌' }, 'nonce'],
    [{ clock: () => Number.NaN }, 'timestamp'],
  ])('is not made with %o', async (options, member) => {
    await expect(call(options)).rejects.toEqual(
      new TypeError(`${member}: expected visible ASCII text without a comma, as the header authorization takes it`),
    );
  });

  it('carries extraAuthInfo behind its own members', async () => {
    const options = { nonce: () => 'n', clock: () => 1_764_201_600_000.5, extraAuthInfo: { operation_mode: 'x' } };
    await expect(call(options)).resolves.toMatch(
      /^ALIPAY-SHA256withRSA app_id=2021000000000001,nonce=n,timestamp=1764201600000,operation_mode=x,sign=[\w+/=]+$/,
    );
  });

  it.each([
    [{ nonce: 'x' }, 'extraAuthInfo: found a name that no further member can have'],
    [{ Sign: 'x' }, 'extraAuthInfo: found a name that no further member can have'],
    [{ 'a=b': 'x' }, 'extraAuthInfo: found a name that no further member can have'],
    [
      { a: 'x,sign=y' },
      'extraAuthInfo: expected visible ASCII text without a comma, as the header authorization takes it',
    ],
    ['x', 'extraAuthInfo: expected an object of names and values'],
  ])('is not made with extraAuthInfo %o', (extraAuthInfo, message) => {
    expect(refusal({ ...keyMode, extraAuthInfo })).toBe(message);
  });
});

describe('a client in certificate mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made of three certificates, each as text or as a path', () => {
    const appCertPath = join(folder, 'app.crt');
    writeFileSync(appCertPath, certificates.appCert);
    const { appCertContent: _, ...others } = certificateMode;
    expect(new AlipayClient(certificateMode).mode).toBe('certificate');
    expect(new AlipayClient({ ...others, appCertPath }).mode).toBe('certificate');
  });

  it.each([
    [{ appCertContent: undefined }, 'appCertPath: certificate mode needs appCertPath or appCertContent, found neither'],
    [
      { alipayPublicCertContent: undefined },
      'alipayPublicCertPath: certificate mode needs alipayPublicCertPath or alipayPublicCertContent, found neither',
    ],
    [
      { alipayRootCertContent: undefined },
      'alipayRootCertPath: certificate mode needs alipayRootCertPath or alipayRootCertContent, found neither',
    ],
    [{ appCertPath: '/x' }, 'appCertPath: found together with appCertContent; give one of them'],
    [{ appCertContent: undefined, appCertPath: '/nowhere/app.crt' }, 'appCertPath: the file cannot be read'],
    [{ appCertContent: undefined, appCertPath: 7 }, 'appCertPath: expected a path, found 7'],
    [{ appCertContent: 7 }, 'appCertContent: expected the content of a certificate file, found 7'],
    [
      { alipayPublicCertContent: certificates.appCert, appCertContent: certificates.alipayCert },
      "appCertContent: found Alipay's certificate, and the application's in alipayPublicCertContent; swap them",
    ],
    [
      { appCertContent: certificates.alipayCert },
      'appCertContent: the certificate does not match privateKey; was one of them renewed alone?',
    ],
    [
      { alipayPublicCertContent: certificates.appCert },
      "alipayPublicCertContent: expected Alipay's certificate, found the application's own",
    ],
    [
      { alipayRootCertContent: certificates.alipayCert },
      "alipayRootCertContent: expected Alipay's root certificates, found none that issued itself",
    ],
    [
      { alipayRootCertContent: certificates.strangerRoot },
      'alipayPublicCertContent: the certificate does not chain to a root of alipayRootCertContent; ' +
        'use the files of one download from Alipay, intermediates included',
    ],
    [
      { alipayPublicCertContent: certificates.intermediate },
      'alipayPublicCertContent: found only certificates of authorities, without the one that they issued',
    ],
    [{ onWarning: 7 }, 'onWarning: expected a function, found 7'],
    [{ strictCertificates: 1 }, 'strictCertificates: expected true or false, found 1'],
    [
      { alipayCertificateIssuers: ['Class 2 R1'] },
      'alipayCertificateIssuers: expected a list of names, such as "CN=Example Class 2 R1,O=Example,C=CN"',
    ],
    [
      { clock: () => Date.parse('2060-01-01T00:00:00Z') },
      'appCertContent: the certificate expired on 2046-01-22T05:40:34.000Z',
    ],
    [
      { clock: () => Date.parse('2020-01-01T00:00:00Z') },
      "appCertContent: the certificate is not valid before 2026-11-23T05:40:34.000Z; is this machine's clock right?",
    ],
  ])('refuses %#', (wrong, message) => {
    expect(refusal({ ...certificateMode, ...wrong })).toBe(message);
  });

  it("finds Alipay's intermediate in the application's file as well", () => {
    const [leaf = ''] = certificates.alipayCert.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(new AlipayClient({ ...certificateMode, alipayPublicCertContent: leaf }).mode).toBe('certificate');
  });
});

describe('what can be seen of a client', () => {
  it('holds no key', () => {
    const client = new AlipayClient({ ...keyMode, encryptKey: Buffer.alloc(16).toString('base64') });
    const merchant = client.onBehalfOf('202611BBsecret');
    expect(inspect(client, { depth: 9, showHidden: true })).toBe(
      'AlipayClient { 2021000000000001 at https://openapi.alipay.com, key mode }',
    );
    expect(inspect({ merchant })).toBe(
      '{\n  merchant: AlipayClient { 2021000000000001 at https://openapi.alipay.com, key mode, on behalf of a merchant }\n}',
    );
    expect(JSON.stringify({ client, merchant })).toBe('{"client":{},"merchant":{}}');
  });

  it('does not change when the options do afterwards', () => {
    const options = { ...keyMode, endpoint: 'https://a.example' };
    const client = new AlipayClient(options);
    options.endpoint = 'https://b.example';
    expect(client.endpoint).toBe('https://a.example');
  });
});
