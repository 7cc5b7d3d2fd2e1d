import {
  type ExpiringCertificate,
  notificationSignBytes,
  responseSignBytes,
  signRsa,
  type Transport,
} from '@lingpai/alipay';
import { describe, expect, it, vi } from 'vitest';
import {
  alipay,
  app,
  authority,
  certificateClient,
  issue,
  noon,
  rootSerialNumber,
} from '../support/certificate-mode.js';

const day = 24 * 60 * 60 * 1000;
const leafExpiry = noon + 400 * day;

const transport: Transport = async () => {
  const body = Buffer.from('{}');
  const signature = await signRsa(responseSignBytes('1', 'n', body), alipay.privateKey);
  return {
    status: 200,
    headers: { 'alipay-timestamp': '1', 'alipay-nonce': 'n', 'alipay-signature': signature },
    body,
  };
};

function watchedClient(start: number) {
  const reports: ExpiringCertificate[] = [];
  const time = { now: start };
  const client = certificateClient(transport, {
    clock: () => time.now,
    onCertificateExpiring: (expiring) => reports.push(expiring),
  });
  const use = () => client.request({ method: 'GET', path: '/v3/x' });
  return { client, reports, time, use };
}

describe('a certificate that is about to expire', () => {
  it('is reported when the client is made, with what is left', () => {
    const { reports } = watchedClient(leafExpiry - 30 * day);
    expect(reports).toEqual([
      { certificate: 'app', serialNumber: app.serialNumber, expiresAt: leafExpiry, daysLeft: 30 },
      { certificate: 'alipay', serialNumber: alipay.serialNumber, expiresAt: leafExpiry, daysLeft: 30 },
    ]);
  });

  it('is not reported before 30 days ahead, and then as calls are made', async () => {
    const { reports, time, use } = watchedClient(leafExpiry - 30 * day - 1);
    await use();
    expect(reports).toEqual([]);
    time.now += 1;
    await use();
    expect(reports).toHaveLength(2);
  });

  it('is reported once a day, and after it has expired', async () => {
    const { reports, time, use } = watchedClient(leafExpiry - day);
    await use();
    time.now += day - 1;
    await use();
    expect(reports).toHaveLength(2);
    time.now += 2;
    await use();
    expect(reports.slice(2).map(({ daysLeft }) => daysLeft)).toEqual([-1, -1]);
  });

  it('may be a root', () => {
    const rootExpiry = noon + 20 * 365 * day;
    const reports: ExpiringCertificate[] = [];
    let now = noon;
    const client = certificateClient(transport, { clock: () => now, onCertificateExpiring: (e) => reports.push(e) });
    now = rootExpiry - 7 * day;
    return client.request({ method: 'GET', path: '/v3/x' }).then(() => {
      const root = reports.find(({ certificate }) => certificate === 'root');
      expect(root).toEqual({ certificate: 'root', serialNumber: rootSerialNumber, expiresAt: rootExpiry, daysLeft: 7 });
    });
  });

  it('may be one that Alipay rotated to', async () => {
    const rotated = await issue('alipay', authority, { to: noon + 5 * day });
    const content = Buffer.from(rotated.pem).toString('base64');
    const download = { alipay_open_app_alipaycert_download_response: { code: '10000', alipay_cert_content: content } };
    const reports: ExpiringCertificate[] = [];
    const client = certificateClient(
      async () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(download)) }),
      { onCertificateExpiring: (expiring) => reports.push(expiring) },
    );
    const unsigned = { alipay_cert_sn: rotated.serialNumber, sign_type: 'RSA2' };
    const sign = await signRsa(notificationSignBytes(unsigned, 'V1'), rotated.privateKey);
    await client.verifyNotification({ ...unsigned, sign }, { rule: 'V1' });
    expect(reports).toEqual([]);
    await client.verifyNotification({ ...unsigned, sign }, { rule: 'V1' });
    expect(reports).toMatchObject([{ certificate: 'alipay', serialNumber: rotated.serialNumber, daysLeft: 5 }]);
  });

  it('does not fail a call when the hook fails', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const client = certificateClient(transport, {
      clock: () => leafExpiry - day,
      onCertificateExpiring: () => {
        throw new Error('hook');
      },
    });
    await expect(client.request({ method: 'GET', path: '/v3/x' })).resolves.toEqual({});
    expect(warning).toHaveBeenCalledOnce();
    warning.mockRestore();
  });

  it('needs a hook that is a function', () => {
    expect(() => certificateClient(transport, { onCertificateExpiring: 7 as unknown as () => void })).toThrow(
      new TypeError('onCertificateExpiring: expected a function, found 7'),
    );
  });
});
