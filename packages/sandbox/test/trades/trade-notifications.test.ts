import { AlipayClient } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';
import { callJson } from '../support/signed-calls.js';
import { v2Call } from '../support/v2-calls.js';

let receiver: NotificationReceiver;
let sandbox: RunningSandbox;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

const order = { out_trade_no: 'o-1', subject: '点茶', total_amount: '88.80', passback_params: 'shop=7' };
const call = (name: string, body: object) => callJson(sandbox, 'POST', `/v3/alipay/trade/${name}`, body);
const statuses = () => receiver.received.map(({ fields }) => [fields.trade_status, fields.refund_fee]);

it('notifies the call’s notify_url of the payment and of each refund', async () => {
  await call('create', { ...order, notify_url: receiver.url });
  await sandbox.settled();
  expect(receiver.received).toEqual([]);
  sandbox.payTrade(sandbox.listTrades()[0]?.tradeNo ?? '');
  await sandbox.settled();
  await call('refund', { out_trade_no: 'o-1', refund_amount: '8.80', out_request_no: 'r-1' });
  await sandbox.settled();
  await call('refund', { out_trade_no: 'o-1', refund_amount: '8.80', out_request_no: 'r-1' });
  await call('refund', { out_trade_no: 'o-1', refund_amount: '80.00', out_request_no: 'r-2' });
  await sandbox.settled();
  expect(statuses()).toEqual([
    ['TRADE_SUCCESS', undefined],
    ['TRADE_SUCCESS', '8.80'],
    ['TRADE_CLOSED', '88.80'],
  ]);
  expect(receiver.received[0]?.fields).toMatchObject({
    notify_type: 'trade_status_sync',
    app_id: sandbox.app().appId,
    out_trade_no: 'o-1',
    total_amount: '88.80',
    passback_params: 'shop=7',
    gmt_payment: expect.stringMatching(/^\d{4}-/),
  });
});

it('is verified by the client, under rule V1', async () => {
  await call('pay', { ...order, auth_code: '281234567890123456', notify_url: receiver.url });
  await sandbox.settled();
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey });
  await expect(client.verifyNotification(receiver.received[0]?.fields ?? {})).resolves.toMatchObject({ rule: 'V1' });
});

it('is redelivered with the same notify_id three times at once, then by the classic schedule, and is given up', async () => {
  const waits = [4 * 60, 10 * 60, 10 * 60, 3600, 2 * 3600, 6 * 3600, 15 * 3600];
  receiver.response(...Array.from({ length: 3 + waits.length }, () => 'fail'));
  const fields = { notify_url: receiver.url };
  await v2Call(sandbox, 'alipay.trade.pay', { ...order, auth_code: '281234567890123456' }, { fields });
  await sandbox.settled();
  expect(receiver.received).toHaveLength(3);
  for (const [index, wait] of waits.entries()) {
    sandbox.advanceClock(wait - 60);
    await sandbox.settled();
    expect(receiver.received).toHaveLength(3 + index);
    sandbox.advanceClock(60);
    await sandbox.settled();
    expect(receiver.received).toHaveLength(4 + index);
  }
  expect(sandbox.notifications()).toMatchObject([{ kind: 'trade_status_sync', status: 'given-up' }]);
  expect(new Set(receiver.received.map(({ fields: { notify_id: id } }) => id)).size).toBe(1);
});

it('ends with the first success, and goes nowhere without a notify_url', async () => {
  receiver.response('fail', 'fail', 'fail');
  await call('pay', { ...order, auth_code: '281234567890123456', notify_url: receiver.url });
  await sandbox.settled();
  expect(sandbox.notifications()).toMatchObject([{ status: 'pending' }]);
  sandbox.advanceClock(240);
  await sandbox.settled();
  expect(sandbox.notifications()).toMatchObject([{ status: 'delivered', attempts: [{}, {}, {}, {}] }]);
  await call('pay', { ...order, out_trade_no: 'o-2', auth_code: '281234567890123456' });
  await sandbox.settled();
  expect(sandbox.notifications()).toHaveLength(1);
});

it('follows a payment page, too', async () => {
  await v2Call(sandbox, 'alipay.trade.page.pay', order, { fields: { notify_url: receiver.url } });
  sandbox.payTrade(sandbox.listTrades()[0]?.tradeNo ?? '');
  await sandbox.settled();
  expect(statuses()).toEqual([['TRADE_SUCCESS', undefined]]);
});

it('refuses a notify_url that is not an address', async () => {
  expect((await call('create', { ...order, notify_url: 'javascript:1' })).json.code).toBe('ACQ.INVALID_PARAMETER');
});
