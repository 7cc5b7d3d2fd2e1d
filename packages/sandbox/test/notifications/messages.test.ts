import { AlipayClient } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';

const msgMethod = 'alipay.fund.trans.order.changed';
let receiver: NotificationReceiver;
let sandbox: RunningSandbox;
let appId: string;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ applications: [{ mode: 'key', notifyUrl: receiver.url }] });
  appId = sandbox.app().appId;
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

it('sends a message whose method and contents the caller decides, signed under rule V1', async () => {
  const { notify_id: notifyId } = sandbox.sendMessage({
    appId,
    msgMethod,
    bizContent: { status: 'SUCCESS', 备注: '佣金' },
  });
  await sandbox.settled();
  const { fields = {} } = receiver.received[0] ?? {};
  expect(fields).toMatchObject({ notify_id: notifyId, msg_method: msgMethod, app_id: appId, version: '1.1' });
  expect(JSON.parse(fields.biz_content ?? '')).toEqual({ status: 'SUCCESS', 备注: '佣金' });
  const { privateKey = '', alipayPublicKey } = sandbox.app();
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey });
  await expect(client.verifyNotification({ ...fields })).resolves.toMatchObject({ rule: 'V1' });
  expect(sandbox.notifications()).toMatchObject([{ kind: 'message', status: 'delivered', authAppId: null }]);
});

it('redelivers a message by the schedule of the message service, to the address that was given for it', async () => {
  await using other = await startReceiver();
  other.response('fail');
  sandbox.sendMessage({ appId, msgMethod, url: other.url });
  await sandbox.settled();
  expect(other.received).toHaveLength(1);
  sandbox.advanceClock(60);
  await sandbox.settled();
  expect(other.received).toHaveLength(1);
  sandbox.advanceClock(60);
  await sandbox.settled();
  expect([other.received.length, receiver.received.length]).toEqual([2, 0]);
  expect(other.received[0]?.fields.biz_content).toBe('{}');
});

it.each([
  [{ msgMethod: 'no-dots' }, 400, 'msgMethod: expected a name with dots, such as alipay.fund.trans.order.changed'],
  [{ url: 'javascript:1' }, 400, 'url: expected an http or https address'],
  [{ appId: '7' }, 404, 'appId: there is no application "7"'],
  [{ colour: 'red' }, 400, 'colour: no such field'],
])('refuses %j over the control API', async (change, status, error) => {
  const response = await fetch(`${sandbox.endpoint}/sandbox/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appId, msgMethod, ...change }),
  });
  expect([response.status, await response.json()]).toEqual([status, { error }]);
  expect(sandbox.notifications()).toEqual([]);
});
