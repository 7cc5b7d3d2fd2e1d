import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';

let sandbox: RunningSandbox;
let receiver: NotificationReceiver;
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

async function consent(number: number): Promise<void> {
  sandbox.consent({ appId, merchantApplications: [merchant(number)] });
  await sandbox.settled();
}

const arrived = () => receiver.received.map(({ fields }) => fields.auth_app_id ?? 'cancellation');
const app = (number: number) => merchant(number).authAppId;

describe('a notification can be made to', () => {
  it('come twice', async () => {
    sandbox.injectNotificationFault({ effect: 'duplicate' });
    await consent(1);
    await consent(2);
    expect(arrived()).toEqual([app(1), app(1), app(2)]);
    expect(sandbox.notifications()[0]).toMatchObject({ status: 'delivered', attempts: [{}, {}] });
  });

  it('come late, by the sandbox clock', async () => {
    sandbox.injectNotificationFault({ effect: 'delay', seconds: 90 });
    await consent(1);
    expect(arrived()).toEqual([]);
    sandbox.advanceClock(89);
    await sandbox.settled();
    expect(arrived()).toEqual([]);
    sandbox.advanceClock(1);
    await sandbox.settled();
    expect(arrived()).toEqual([app(1)]);
  });

  it('come after the next one', async () => {
    sandbox.injectNotificationFault({ effect: 'reorder' });
    await consent(1);
    expect(arrived()).toEqual([]);
    sandbox.cancel({ appId, authAppId: app(1) });
    await sandbox.settled();
    expect(arrived()).toEqual(['cancellation', app(1)]);
  });

  it('come an hour later when there is no next one', async () => {
    sandbox.injectNotificationFault({ effect: 'reorder' });
    await consent(1);
    sandbox.advanceClock(3600);
    await sandbox.settled();
    expect(arrived()).toEqual([app(1)]);
  });

  it('be lost, so that the schedule brings it', async () => {
    sandbox.injectNotificationFault({ effect: 'lose', match: { kind: 'alipay.open.auth.appauth.cancelled' } });
    await consent(1);
    sandbox.cancel({ appId, authAppId: app(1) });
    await sandbox.settled();
    expect(arrived()).toEqual([app(1)]);
    expect(sandbox.notifications()[1]?.attempts).toMatchObject([{ url: null, error: 'lost on purpose' }]);
    sandbox.advanceClock(120);
    await sandbox.settled();
    expect(arrived()).toEqual([app(1), 'cancellation']);
  });

  it('bear a wrong signature once', async () => {
    sandbox.injectNotificationFault({ effect: 'bad-signature' });
    receiver.response('fail');
    await consent(1);
    const [wrong, right] = receiver.received.map(({ fields }) => fields);
    expect(wrong?.sign).not.toBe(right?.sign);
    expect({ ...wrong, sign: '' }).toEqual({ ...right, sign: '' });
  });
});

describe('faults of notifications', () => {
  it('hit `times` notifications, only those that match, and can be cleared', async () => {
    sandbox.injectNotificationFault({ effect: 'duplicate', times: 2, match: { appId: '2021000000000099' } });
    sandbox.injectNotificationFault({ effect: 'duplicate', times: 2, match: { appId } });
    for (const number of [1, 2, 3]) await consent(number);
    expect(arrived()).toEqual([app(1), app(1), app(2), app(2), app(3)]);
    expect(sandbox.clearNotificationFaults()).toBe(1);
  });

  it.each([
    [{ effect: 'vanish' }, /^effect: expected one of duplicate, /],
    [{ effect: 'lose', times: 0 }, /^times: /],
    [{ effect: 'delay' }, /^seconds: /],
    [{ effect: 'lose', match: { kind: 'trade' } }, /^match\.kind: expected one of open_app_auth_notify, /],
    [{ effect: 'lose', colour: 'red' }, /^colour: no such field$/],
  ])('are refused when they are not of the form: %j', async (fault, message) => {
    const response = await fetch(`${sandbox.endpoint}/sandbox/notification-faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatch(message);
  });

  it('are set, shown and cleared over HTTP, as notifications are shown and sent again', async () => {
    const call = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${sandbox.endpoint}/sandbox/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      return response.json();
    };
    await call('POST', 'notification-faults', { effect: 'delay', seconds: 5, match: { kind: 'open_app_auth_notify' } });
    expect(await call('GET', 'notification-faults')).toMatchObject({ faults: [{ id: 1, seconds: 5, remaining: 1 }] });
    expect(await call('DELETE', 'notification-faults')).toEqual({ cleared: 1 });
    await consent(1);
    expect(await call('GET', 'notifications')).toMatchObject({ notifications: [{ id: 1, status: 'delivered' }] });
    expect(await call('POST', 'notifications/1/redeliver')).toMatchObject({ id: 1, attempts: [{}, {}] });
    expect(await call('POST', 'notifications/2/redeliver')).toEqual({ error: 'id: there is no notification 2' });
    expect((await call('POST', 'notifications/0/redeliver')).error).toMatch(/^id: /);
    await call('PUT', `applications/${appId}`, { notifyUrl: null });
    expect(sandbox.state().applications[0]).toMatchObject({ notifyUrl: null, redirectUris: expect.any(Array) });
    expect(await call('PUT', `applications/${appId}`, { notifyUrl: 'ftp://x' })).toEqual({
      error: 'notifyUrl: expected an absolute http or https address without user and fragment',
    });
  });
});
