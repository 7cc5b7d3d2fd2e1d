import 'reflect-metadata';
import {
  AlipaySignatureError,
  AlipayTransportError,
  notificationSignBytes,
  responseSignBytes,
  signRsa,
  type Transport,
  type TransportRequest,
} from '@lingpai/alipay';
import { Extension } from '@peculiar/x509';
import { describe, expect, it, vi } from 'vitest';
import {
  alipay,
  app,
  applicationAuthority,
  applicationAuthorityPem,
  authority,
  authorityPem,
  certificateClient,
  issue,
  noon,
  sentForm,
} from '../support/certificate-mode.js';
import { signedBody } from '../support/signed-response-v2.js';

type Certificate = Awaited<ReturnType<typeof issue>>;

const minute = 60_000;
const rotated = await issue('alipay', authority, { to: noon + 10 * minute });

const stranger = await issue('stranger root');
const strange = await issue('alipay', { name: 'stranger root', privateKey: stranger.privateKey });
const impostor = await issue('alipay', { name: 'class 2', privateKey: stranger.privateKey });
const expired = await issue('alipay', authority, { to: noon - 1000 });
const early = await issue('alipay', authority, { from: noon + 1000 });
const authorityLeaf = await issue('alipay', authority, { authority: true });
const weak = await issue('alipay', authority, { hash: 'SHA-1' });
const special = await issue('alipay', authority, {
  extensions: [new Extension('1.2.3.4', true, new Uint8Array([5, 0]))],
});
const short = await issue('alipay', authority, { modulus: 512 });

/** What every service provider holds, with its private key. */
const foreignApp = await issue('2088000000000001-2021000000000009', applicationAuthority);
const misissued = await issue('2088000000000001-2021000000000009', authority);

const member = 'alipay_open_app_alipaycert_download_response';

/** An Alipay that signs with a certificate and responds to downloads with a body; keeps what it was sent. */
function rotatingAlipay(
  signer: Certificate,
  download: () => string | Promise<string>,
  serialNumber = signer.serialNumber,
) {
  const calls: TransportRequest[] = [];
  const downloads: TransportRequest[] = [];
  const transport: Transport = async (request) => {
    if (request.url.includes('/gateway.do')) {
      downloads.push(request);
      return { status: 200, headers: {}, body: Buffer.from(await download()) };
    }
    calls.push(request);
    const body = Buffer.from('{"ok":true}');
    const headers = {
      'alipay-timestamp': '1',
      'alipay-nonce': 'n',
      'alipay-sn': serialNumber,
      'alipay-signature': await signRsa(responseSignBytes('1', 'n', body), signer.privateKey),
    };
    return { status: 200, headers, body };
  };
  return { transport, calls, downloads };
}

function downloadOf(pem: string): string {
  return JSON.stringify({
    [member]: { code: '10000', alipay_cert_content: Buffer.from(pem).toString('base64') },
    sign: 'x',
  });
}

const call = (client: ReturnType<typeof certificateClient>) => client.request({ method: 'POST', path: '/v3/x' });

describe('a response that was signed with another certificate of Alipay', () => {
  it('is verified with that certificate after one download of it', async () => {
    const { transport, downloads } = rotatingAlipay(rotated, () => downloadOf(rotated.pem));
    const client = certificateClient(transport);
    await expect(Promise.all([call(client), call(client), call(client)])).resolves.toEqual(Array(3).fill({ ok: true }));
    await expect(call(client.onBehalfOf('t'))).resolves.toEqual({ ok: true });
    expect(downloads).toHaveLength(1);
    expect(sentForm(downloads[0])).toMatchObject({
      method: 'alipay.open.app.alipaycert.download',
      biz_content: JSON.stringify({ alipay_cert_sn: rotated.serialNumber }),
      app_cert_sn: app.serialNumber,
    });
  });

  it('may be below an intermediate that comes with the download and is listed as an issuer', async () => {
    const below = await issue('class 3', authority, { authority: true });
    const leaf = await issue('alipay', { name: 'class 3', privateKey: below.privateKey });
    const { transport } = rotatingAlipay(leaf, () => downloadOf(leaf.pem + below.pem));
    const alipayCertificateIssuers = ['CN=class 3,O=Example,C=CN'];
    await expect(call(certificateClient(transport, { alipayCertificateIssuers }))).resolves.toEqual({ ok: true });
    const error: unknown = await call(certificateClient(transport)).catch((caught: unknown) => caught);
    expect((error as Error).cause).toEqual(
      new TypeError(
        'alipay_cert_content: expected a certificate issued by "CN=class 2,O=Example,C=CN", found one issued by ' +
          '"CN=class 3,O=Example,C=CN"; if Alipay announced this issuer, add its name to alipayCertificateIssuers',
      ),
    );
  });

  it('warns that the configured file has to be replaced', async () => {
    const { transport } = rotatingAlipay(rotated, () => downloadOf(rotated.pem));
    const onWarning = vi.fn();
    await call(certificateClient(transport, { onWarning }));
    expect(onWarning.mock.calls).toEqual([
      [
        {
          code: 'certificate-rotated',
          message:
            `Alipay signs with the certificate "${rotated.serialNumber}", which is not the configured one; replace the ` +
            'configured file, because notifications that name no certificate are verified with that one alone',
        },
      ],
    ]);
  });

  it('is refused when the certificate did not sign it', async () => {
    const { transport } = rotatingAlipay(alipay, () => downloadOf(rotated.pem), rotated.serialNumber);
    await expect(call(certificateClient(transport))).rejects.toMatchObject({
      name: 'AlipaySignatureError',
      problem: 'wrong',
    });
  });

  it('is looked up again once the downloaded certificate has expired', async () => {
    let now = noon;
    const { transport, downloads } = rotatingAlipay(rotated, () => downloadOf(rotated.pem));
    const client = certificateClient(transport, { clock: () => now });
    await call(client);
    now += 11 * minute;
    await expect(call(client)).rejects.toMatchObject({ problem: 'unknown-certificate' });
    expect(downloads).toHaveLength(2);
  });

  it.each([
    ['of another root', strange, strange.pem + stranger.pem, 'the certificate does not chain to a configured root'],
    ['forged', impostor, impostor.pem + authorityPem, 'the certificate does not chain to a configured root'],
    ['expired', expired, expired.pem, 'the certificate is out of its validity'],
    ['not yet valid', early, early.pem, 'the certificate is out of its validity'],
    ['of an authority', authorityLeaf, authorityLeaf.pem, 'found the certificate of an authority'],
    [
      'of a short key',
      short,
      short.pem,
      'expected the certificate of an RSA key of at least 1024 bits, found one of 512 bits',
    ],
    ['another', rotated, alipay.pem, 'found a certificate with another serial number'],
    ["the application's own", app, app.pem, "expected Alipay's certificate, found the application's own"],
    [
      "another application's",
      foreignApp,
      foreignApp.pem + applicationAuthorityPem,
      "expected Alipay's certificate, found one that Alipay issued to an application",
    ],
    [
      "another application's below the right issuer",
      misissued,
      misissued.pem,
      "expected Alipay's certificate, found one that Alipay issued to an application",
    ],
    [
      'signed with SHA-1',
      weak,
      weak.pem,
      "the certificate's chain is not accepted: the certificate is refused: it is signed with an algorithm that is not " +
        'accepted, such as SHA-1 or MD5',
    ],
    [
      'of a critical extension that is unknown',
      special,
      special.pem,
      "the certificate's chain is not accepted: the certificate is refused: it has the critical extension 1.2.3.4, which " +
        'is not supported',
    ],
    ['none', rotated, 'hello', 'expected certificates in PEM ("-----BEGIN CERTIFICATE-----"), found none'],
    ['a bomb', rotated, rotated.pem.repeat(70), 'expected at most 64 certificates'],
  ])('is refused when the download is %s', async (_, signer, pem, why) => {
    const { transport } = rotatingAlipay(signer, () => downloadOf(pem));
    const error: unknown = await call(certificateClient(transport)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({
      problem: 'unknown-certificate',
      status: 200,
      message:
        `the response was signed with the certificate "${signer.serialNumber}", which is not the configured one and ` +
        'could not be had from Alipay; see the cause',
      cause: new TypeError(`alipay_cert_content: ${why}`),
    });
  });

  it('is refused when there is no download', async () => {
    const reasons: [() => string | Promise<string>, unknown][] = [
      [
        () => JSON.stringify({ error_response: { code: '40004', sub_code: 'CERT_NOT_EXIST' } }),
        { name: 'AlipayApiError' },
      ],
      [() => JSON.stringify({ [member]: { code: '10000' } }), { message: 'the response has no alipay_cert_content' }],
      [() => '<html>', { name: 'AlipayContentError' }],
      [() => Promise.reject(new AlipayTransportError('cut', { outcome: 'unknown' })), { message: 'cut' }],
    ];
    for (const [download, cause] of reasons) {
      const { transport } = rotatingAlipay(rotated, download);
      await expect(call(certificateClient(transport))).rejects.toMatchObject({ problem: 'unknown-certificate', cause });
    }
  });

  it('with a malformed serial number is refused without a download', async () => {
    const { transport, downloads } = rotatingAlipay(rotated, () => downloadOf(rotated.pem), '"../x');
    await expect(call(certificateClient(transport))).rejects.toMatchObject({
      message:
        'the response was signed with the certificate, which is not the configured one and could not be had from ' +
        'Alipay; see the cause',
      cause: new Error('it is not the serial number of a certificate'),
    });
    expect(downloads).toEqual([]);
  });
});

describe('forged serial numbers', () => {
  it('cause one download a minute each', async () => {
    let now = noon;
    const { transport, downloads } = rotatingAlipay(rotated, () => '{}');
    const client = certificateClient(transport, { clock: () => now });
    const first: unknown = await call(client).catch((error: unknown) => error);
    const second: unknown = await call(client).catch((error: unknown) => error);
    expect(downloads).toHaveLength(1);
    expect((second as Error).cause).toBe((first as Error).cause);
    now += minute;
    await call(client).catch(() => undefined);
    expect(downloads).toHaveLength(2);
  });

  it('of notifications cost one download at a time and keep no genuine one out', async () => {
    const gates: (() => void)[] = [];
    const { transport, downloads } = rotatingAlipay(rotated, async () => {
      if (!forgedServed) await new Promise<void>((resolve) => gates.push(resolve));
      return downloadOf(rotated.pem);
    });
    let forgedServed = false;
    const client = certificateClient(transport);
    const post = (serialNumber: string) =>
      client
        .verifyNotification({ alipay_cert_sn: serialNumber, sign_type: 'RSA2', sign: 'AAAA' }, { rule: 'V1' })
        .catch((error: unknown) => error as { problem: string; cause?: Error });
    const forged = Array.from({ length: 100 }, (_, n) => post(n.toString(16).padStart(32, '0')));
    const genuine = [post(rotated.serialNumber), post(rotated.serialNumber)];
    await vi.waitFor(() => expect(gates).toHaveLength(1), { timeout: 60_000 });
    expect(downloads).toHaveLength(1);
    forgedServed = true;
    gates[0]?.();
    // Its certificate was downloaded and trusted; only its signature is wrong.
    for (const error of await Promise.all(genuine)) expect(error).toMatchObject({ problem: 'wrong' });
    expect(sentForm(downloads[1]).biz_content).toContain(rotated.serialNumber);
    const errors = await Promise.all(forged);
    for (const error of errors) expect(error).toMatchObject({ problem: 'unknown-certificate' });
    expect(errors.at(1)).toMatchObject({ cause: new Error('too many unknown certificates at once') });
    expect(downloads.length).toBeLessThanOrEqual(34);
  });

  it('of responses cause few downloads a minute', async () => {
    const { transport, downloads } = rotatingAlipay(rotated, () => '{}');
    let n = 0;
    const client = certificateClient(async (request) => {
      const response = await transport(request);
      n += 1;
      return { ...response, headers: { ...response.headers, 'alipay-sn': n.toString(16).padStart(32, '0') } };
    });
    const errors = await Promise.all(Array.from({ length: 9 }, () => call(client).catch((error: unknown) => error)));
    expect(downloads).toHaveLength(8);
    expect(errors.map((error) => (error as Error).cause)).toContainEqual(
      new Error('too many unknown certificates within a minute'),
    );
  });

  it('that could not be looked up for want of a network are looked up again soon', async () => {
    let now = noon;
    let broken = true;
    const { transport } = rotatingAlipay(rotated, () =>
      broken ? Promise.reject(new AlipayTransportError('cut', { outcome: 'unknown' })) : downloadOf(rotated.pem),
    );
    const client = certificateClient(transport, { clock: () => now });
    await expect(call(client)).rejects.toMatchObject({ problem: 'unknown-certificate' });
    broken = false;
    now += 5_000;
    await expect(call(client)).resolves.toEqual({ ok: true });
  });

  it('push no more than some certificates out', async () => {
    let now = noon;
    const certificates = await Promise.all(Array.from({ length: 9 }, () => issue('alipay', authority)));
    let signer = certificates[0] ?? rotated;
    let downloads = 0;
    const client = certificateClient(
      (request) => {
        if (request.url.includes('/gateway.do')) downloads += 1;
        return rotatingAlipay(signer, () => downloadOf(signer.pem)).transport(request);
      },
      { clock: () => now },
    );
    for (const certificate of [...certificates, ...certificates.slice(0, 1)]) {
      signer = certificate;
      now += minute;
      await expect(call(client)).resolves.toEqual({ ok: true });
    }
    expect(downloads).toBe(10);
  });
});

describe('in certificate mode', () => {
  const fields = { app_id: '2021000000000001', sign_type: 'RSA2' };
  const signedBy = async (certificate: Certificate, more: Record<string, string> = {}) => {
    const unsigned = { ...fields, ...more };
    return { ...unsigned, sign: await signRsa(notificationSignBytes(unsigned, 'V1'), certificate.privateKey) };
  };

  it('notifications are verified with the configured certificate', async () => {
    const { transport, downloads } = rotatingAlipay(rotated, () => '{}');
    const client = certificateClient(transport);
    const plain = await signedBy(alipay);
    const named = await signedBy(alipay, { alipay_cert_sn: alipay.serialNumber });
    await expect(client.verifyNotification(plain, { rule: 'V1' })).resolves.toMatchObject({ fields: plain });
    await expect(client.verifyNotification(named, { rule: 'V1' })).resolves.toMatchObject({ fields: named });
    await expect(client.verifyNotification(await signedBy(rotated), { rule: 'V1' })).rejects.toMatchObject({
      problem: 'wrong',
    });
    expect(downloads).toEqual([]);
  });

  it('a certificate that a notification names verifies nothing that does not name it', async () => {
    const { transport } = rotatingAlipay(rotated, () => downloadOf(rotated.pem));
    const client = certificateClient(transport);
    const named = await signedBy(rotated, { alipay_cert_sn: rotated.serialNumber });
    await expect(client.verifyNotification(named, { rule: 'V1' })).resolves.toMatchObject({ fields: named });
    await expect(client.verifyNotification(await signedBy(rotated), { rule: 'V1' })).rejects.toMatchObject({
      problem: 'wrong',
    });
  });

  it('verifies a v2 response with the certificate that it names', async () => {
    const content = '{"code":"10000"}';
    const body = await signedBody(
      'x_y_response',
      content,
      { alipay_cert_sn: rotated.serialNumber },
      rotated.privateKey,
    );
    const client = certificateClient(async (request) => ({
      status: 200,
      headers: {},
      body: Buffer.from(sentForm(request).method === 'x.y' ? body : downloadOf(rotated.pem)),
    }));
    await expect(client.requestV2('x.y')).resolves.toEqual({ code: '10000' });
  });
});

it('in key mode nothing is downloaded', async () => {
  const { transport, downloads } = rotatingAlipay(alipay, () => '{}', rotated.serialNumber);
  const client = certificateClient(transport, {
    appCertContent: undefined,
    alipayPublicCertContent: undefined,
    alipayRootCertContent: undefined,
    alipayPublicKey: alipay.publicKey,
  });
  await expect(call(client)).resolves.toEqual({ ok: true });
  expect(downloads).toEqual([]);
});
