import { createPublicKey, X509Certificate } from 'node:crypto';
import { AlipayClient, AlipaySignatureError, certificateSerialNumber, verifyResponse } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { startReceiver } from '../support/notification-receiver.js';
import { queryPath, rawCall } from '../support/raw-client.js';
import { v2Call } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'certificate' }] });
});

afterEach(() => sandbox.close());

function client(): AlipayClient {
  const { appId, privateKey = '', appCert, alipayCert, alipayRootCert } = sandbox.app('certificate');
  return new AlipayClient({
    appId,
    privateKey,
    appCertContent: appCert,
    alipayPublicCertContent: alipayCert,
    alipayRootCertContent: alipayRootCert,
    endpoint: sandbox.endpoint,
  });
}

async function download(serialNumber: string): Promise<X509Certificate> {
  const content = { alipay_cert_sn: serialNumber };
  const response = await v2Call(sandbox, 'alipay.open.app.alipaycert.download', content, {
    app: sandbox.app('certificate'),
  });
  const { alipay_cert_content } = Object(response.json.alipay_open_app_alipaycert_download_response);
  return new X509Certificate(Buffer.from(alipay_cert_content, 'base64').toString());
}

describe('the fault "stranger"', () => {
  it('signs with the certificate of another merchant’s application, which a download returns', async () => {
    sandbox.injectFault({ effect: 'stranger' });
    const call = { method: 'GET', path: `${queryPath}?app_auth_token=x` };
    const { headers, text } = await rawCall(sandbox.endpoint, sandbox.app('certificate'), call);
    const serialNumber = headers['alipay-sn'] ?? '';
    const stranger = await download(serialNumber);
    expect(certificateSerialNumber(stranger.toString())).toBe(serialNumber);
    expect(stranger.subject).toMatch(/CN=2088\d{12}-2021\d{12}$/);
    expect(stranger.issuer).toContain('Class 1 R1');
    expect(
      verifyResponse(
        headers,
        Buffer.from(text),
        createPublicKey(stranger.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
      ),
    ).toBe('valid');
  });

  it('is not believed by the client, and hits one response', async () => {
    sandbox.injectFault({ effect: 'stranger' });
    const call = () =>
      client().request({ method: 'POST', path: '/v3/alipay/trade/customs/declare', body: { out_trade_no: '7' } });
    await expect(call()).rejects.toBeInstanceOf(AlipaySignatureError);
    await expect(call()).resolves.toMatchObject({ out_trade_no: '7' });
  });

  it('signs a notification, too, which the client refuses', async () => {
    await using receiver = await startReceiver();
    const { appId } = sandbox.app('certificate');
    sandbox.updateApplication(appId, { notifyUrl: receiver.url });
    sandbox.injectNotificationFault({ effect: 'stranger' });
    receiver.response('fail');
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    const [forged, genuine] = receiver.received;
    await expect(client().verifyNotification(forged?.fields ?? {})).rejects.toBeInstanceOf(AlipaySignatureError);
    await expect(client().verifyNotification(genuine?.fields ?? {})).resolves.toBeDefined();
  });

  it('is a wrong signature for an application in key mode', async () => {
    const app = await sandbox.createApplication({ mode: 'key' });
    sandbox.injectFault({ effect: 'stranger' });
    const call = { method: 'GET', path: `${queryPath}?app_auth_token=x` };
    const { headers, text } = await rawCall(sandbox.endpoint, app, call);
    expect(headers).not.toHaveProperty('alipay-sn');
    expect(verifyResponse(headers, Buffer.from(text), createPublicKey(app.alipayPublicKey))).toBe('wrong');
  });
});
