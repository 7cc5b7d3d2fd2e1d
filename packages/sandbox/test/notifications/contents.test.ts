import { createPublicKey, X509Certificate } from 'node:crypto';
import { AlipayClient, parseNotification, verifyRsa } from '@lingpai/alipay';
import { type RunningSandbox, type SandboxSettings, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';
import { officialClient } from '../support/official-client.js';

let sandbox: RunningSandbox;
let receiver: NotificationReceiver;

async function start(settings: Partial<SandboxSettings> = {}): Promise<void> {
  sandbox = await startSandbox({ settings });
  for (const { appId } of sandbox.applications) sandbox.updateApplication(appId, { notifyUrl: receiver.url });
}

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

/** What the signature of rule V1 covers. */
function signedText(fields: Readonly<Record<string, string>>): string {
  const names = Object.keys(fields).filter((name) => name !== 'sign' && name !== 'sign_type');
  return names
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}

describe('the notification of a consent', () => {
  it('holds the pair, and is signed by rule V1', async () => {
    await start();
    const { appId, alipayPublicKey } = sandbox.app();
    const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();

    const { fields = {}, contentType } = receiver.received[0] ?? {};
    const [authorization] = sandbox.state().authorizations;
    const [pair] = authorization?.pairs ?? [];
    expect(contentType).toBe('application/x-www-form-urlencoded; charset=UTF-8');
    expect(fields).toEqual({
      notify_id: expect.stringMatching(/^\d{8}[0-9a-f]{26}$/),
      notify_type: 'open_app_auth_notify',
      notify_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      status: 'execute_auth',
      version: '1.0',
      app_id: appId,
      auth_app_id: merchant().authAppId,
      charset: 'UTF-8',
      sign_type: 'RSA2',
      sign: expect.any(String),
      biz_content: expect.any(String),
    });
    expect(JSON.parse(fields.biz_content ?? '')).toEqual({
      notify_context: { trigger: 'appstore', trigger_context: { out_biz_no: expect.stringMatching(/^\d{28}$/) } },
      detail: {
        app_id: appId,
        auth_app_id: merchant().authAppId,
        user_id: merchant().userId,
        app_auth_code: code,
        app_auth_token: pair?.appAuthToken,
        app_refresh_token: pair?.appRefreshToken,
        expires_in: 31_536_000,
        re_expires_in: 32_140_800,
        auth_time: pair?.issuedAt,
      },
      error: {},
    });
    expect(verifyRsa(signedText(fields), fields.sign ?? '', createPublicKey(alipayPublicKey))).toBe(true);
  });

  it('comes once for each merchant application of a batch, with the batch’s code', async () => {
    await start();
    const batch = [merchant(1), merchant(2)];
    const { app_auth_code: code } = sandbox.consent({ appId: sandbox.app().appId, merchantApplications: batch });
    await sandbox.settled();
    const details = receiver.received.map(({ fields }) => JSON.parse(fields.biz_content ?? '').detail);
    expect(details.map(({ auth_app_id }) => auth_app_id)).toEqual(batch.map(({ authAppId }) => authAppId));
    expect(details.every(({ app_auth_code }) => app_auth_code === code)).toBe(true);
  });

  it('is signed with the key of the certificate for an application in certificate mode', async () => {
    await start();
    const { appId, alipayCert = '' } = sandbox.app('certificate');
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    const { fields = {} } = receiver.received[0] ?? {};
    const { publicKey } = new X509Certificate(alipayCert);
    expect(verifyRsa(signedText(fields), fields.sign ?? '', publicKey)).toBe(true);
  });

  it('is GBK when that is set', async () => {
    await start({ notificationCharset: 'GBK' });
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    const [received] = receiver.received;
    expect(received?.contentType).toBe('application/x-www-form-urlencoded; charset=GBK');
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey });
    const fields = parseNotification(received?.body ?? '', received?.contentType);
    await expect(client.verifyNotification(fields)).resolves.toMatchObject({ rule: 'V1', fields: { charset: 'GBK' } });
  });

  it('passes the official client’s check', async () => {
    await start();
    const app = sandbox.app();
    sandbox.consent({ appId: app.appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    const { fields } = receiver.received[0] ?? {};
    const client = officialClient(sandbox.endpoint, app);
    expect(client.checkNotifySignV2(fields)).toBe(true);
    expect(client.checkNotifySignV2({ ...fields, app_id: '2021000000000009' })).toBe(false);
  });
});

describe('the notification of a cancellation', () => {
  it.each([
    ['application', { app_id: '2021000000000001', auth_app_id: merchant().authAppId, user_id: merchant().userId }],
    ['token', { order_id: expect.stringMatching(/^\d{6}BB[0-9a-f]{32}$/), user_id: merchant().userId }],
    ['user', { user_id: merchant().userId }],
  ] as const)('is a message of version 1.1 that names the %s', async (cancellationContent, content) => {
    await start({ cancellationContent });
    const { appId, alipayPublicKey } = sandbox.app();
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    sandbox.cancel({ appId, authAppId: merchant().authAppId });
    await sandbox.settled();
    const { fields = {} } = receiver.received[1] ?? {};
    expect(fields).toEqual({
      notify_id: expect.stringMatching(/^\d{8}[0-9a-f]{26}$/),
      utc_timestamp: expect.stringMatching(/^\d{13}$/),
      msg_method: 'alipay.open.auth.appauth.cancelled',
      app_id: appId,
      version: '1.1',
      charset: 'UTF-8',
      sign_type: 'RSA2',
      sign: expect.any(String),
      biz_content: expect.any(String),
    });
    expect(JSON.parse(fields.biz_content ?? '')).toEqual(content);
    expect(verifyRsa(signedText(fields), fields.sign ?? '', createPublicKey(alipayPublicKey))).toBe(true);
  });

  it('goes to the application that lost a mini program to another one', async () => {
    await start();
    const [first, second] = sandbox.applications;
    const merchantApplications = [merchant(1, 'TINYAPP')];
    sandbox.consent({ appId: first?.appId ?? '', merchantApplications });
    sandbox.consent({ appId: second?.appId ?? '', merchantApplications });
    await sandbox.settled();
    expect(sandbox.notifications().map(({ kind, appId }) => [kind, appId])).toEqual([
      ['open_app_auth_notify', first?.appId],
      ['alipay.open.auth.appauth.cancelled', first?.appId],
      ['open_app_auth_notify', second?.appId],
    ]);
  });
});
