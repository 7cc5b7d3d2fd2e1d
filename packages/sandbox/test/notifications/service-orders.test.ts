import { createPublicKey } from 'node:crypto';
import { AlipayClient, fieldsSignString, verifyRsa } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';
import { send } from '../support/raw-client.js';

let receiver: NotificationReceiver;
let sandbox: RunningSandbox;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ applications: [{ mode: 'key', notifyUrl: receiver.url }] });
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

/** The rule under which the signature of the newest notification fits. */
function rulesThatFit(): string[] {
  const fields = receiver.received.at(-1)?.fields ?? {};
  const key = createPublicKey(sandbox.app().alipayPublicKey);
  const rules = { V1: ['sign', 'sign_type'], V2: ['sign'] };
  return Object.entries(rules).flatMap(([rule, left]) =>
    verifyRsa(fieldsSignString(fields, left), fields.sign ?? '', key) ? [rule] : [],
  );
}

describe('an order at the service market', () => {
  it('is notified with its number, the merchant and the ticket of the service link', async () => {
    const { appId } = sandbox.app();
    const { commodity_order_id: number } = sandbox.orderService({
      appId,
      userId: '2088000000000001',
      isvTicket: 'customer-7',
      title: '点茶 Pro',
    });
    await sandbox.settled();
    expect(number).toMatch(/^\d{24}$/);
    expect(receiver.received[0]?.fields).toMatchObject({
      notify_type: 'servicemarket_order_notify',
      method: 'alipay.open.servicemarket.order.notify',
      app_id: appId,
      commodity_order_id: number,
      merchant_pid: '2088000000000001',
      isv_ticket: 'customer-7',
      title: '点茶 Pro',
      version: '1.0',
      sign_type: 'RSA2',
    });
    expect(sandbox.notifications()).toMatchObject([{ kind: 'servicemarket_order_notify', authAppId: null }]);
  });

  it('is signed under rule V2, and authorizations and cancellations under V1', async () => {
    const { appId } = sandbox.app();
    sandbox.orderService({ appId, userId: '2088000000000001' });
    await sandbox.settled();
    expect(rulesThatFit()).toEqual(['V2']);
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    expect(rulesThatFit()).toEqual(['V1']);
    sandbox.cancel({ appId, authAppId: merchant().authAppId });
    await sandbox.settled();
    expect(rulesThatFit()).toEqual(['V1']);
  });

  it('is verified by the client', async () => {
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    sandbox.orderService({ appId, userId: '2088000000000001' });
    await sandbox.settled();
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey });
    const fields = receiver.received[0]?.fields ?? {};
    await expect(client.verifyNotification(fields)).resolves.toMatchObject({ rule: 'V2' });
  });

  it('is named by the authorization that follows from it', async () => {
    const { appId } = sandbox.app();
    const { commodity_order_id: number } = sandbox.orderService({ appId, userId: merchant().userId });
    sandbox.consent({ appId, merchantApplications: [merchant()], outBizNo: number });
    await sandbox.settled();
    const { biz_content = '{}' } = receiver.received.at(-1)?.fields ?? {};
    expect(JSON.parse(biz_content).notify_context).toEqual({
      trigger: 'appstore',
      trigger_context: { out_biz_no: number },
    });
  });

  it('is placed over the control API', async () => {
    const { appId } = sandbox.app();
    const post = (body: object) =>
      send(sandbox.endpoint, {
        method: 'POST',
        path: '/sandbox/service-orders',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect(await post({ appId, userId: '2088000000000001' })).toMatchObject({
      status: 200,
      json: { commodity_order_id: expect.stringMatching(/^\d{24}$/) },
    });
    expect(await post({ appId, userId: '1' })).toMatchObject({
      status: 400,
      json: { error: 'userId: expected 16 digits beginning with 2088' },
    });
    expect((await post({ appId: '1', userId: '2088000000000001' })).status).toBe(404);
    expect((await post({ appId, userId: '2088000000000001', colour: 'red' })).json.error).toBe('colour: no such field');
  });

  it.each([
    [{ isvTicket: 'x'.repeat(257) }, 'isvTicket: expected at most 256 characters'],
    [{ title: '' }, 'title: expected 1 to 100 characters'],
  ])('is refused with %j', (more, message) => {
    const { appId } = sandbox.app();
    expect(() => sandbox.orderService({ appId, userId: '2088000000000001', ...more })).toThrow(message);
  });
});
