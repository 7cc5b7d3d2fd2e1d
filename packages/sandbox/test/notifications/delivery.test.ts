import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';

let sandbox: RunningSandbox;
let receiver: NotificationReceiver;
let appId: string;
/** The time at which the machine's clock stands still. */
let held: number | undefined;

beforeEach(async () => {
  held = undefined;
  receiver = await startReceiver();
  sandbox = await startSandbox({
    clock: () => held ?? Date.now(),
    settings: { notificationTimeout: 1 },
    applications: [{ mode: 'key', notifyUrl: receiver.url }],
  });
  appId = sandbox.app().appId;
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

const fail = (count: number) => receiver.response(...Array.from({ length: count }, () => 'fail'));
const notification = (id = 1) => sandbox.notifications().find((one) => one.id === id);
/** Seconds from the making of a notification to each of its deliveries. */
const offsets = (id: number) =>
  notification(id)?.attempts.map(({ at }) => Math.round((at - (notification(id)?.createdAt ?? 0)) / 1000));

async function consent(number = 1): Promise<void> {
  sandbox.consent({ appId, merchantApplications: [merchant(number)] });
  await sandbox.settled();
}

async function advance(seconds: number): Promise<void> {
  sandbox.advanceClock(seconds);
  await sandbox.settled();
}

describe('a notification is delivered again', () => {
  it('until the response is exactly "success"', async () => {
    receiver.response('SUCCESS', 'success\n', '');
    await consent();
    expect(notification()).toMatchObject({
      status: 'pending',
      attempts: [{ response: 'SUCCESS' }, { response: 'success\n' }, {}],
    });
    await advance(240);
    expect(notification()).toMatchObject({ status: 'delivered', nextAttemptAt: null });
    expect(notification()?.attempts.at(-1)).toMatchObject({
      status: 200,
      response: 'success',
      error: null,
      success: true,
    });
    expect(new Set(receiver.received.map(({ fields }) => fields.notify_id)).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('by the schedule of classic notifications when a merchant consented, then given up', async () => {
    held = Date.now();
    fail(11);
    await consent();
    expect(offsets(1)).toEqual([0, 0, 0]);
    for (const seconds of [239, 1, 600, 600, 3600, 7200, 21_600, 54_000]) await advance(seconds);
    expect(offsets(1)).toEqual([0, 0, 0, 240, 840, 1440, 5040, 12_240, 33_840, 87_840]);
    expect(notification()).toMatchObject({ status: 'given-up', nextAttemptAt: null });
  });

  it('by the schedule of the message service when a merchant cancelled, then given up', async () => {
    held = Date.now();
    await consent();
    fail(9);
    sandbox.cancel({ appId, authAppId: merchant().authAppId });
    await sandbox.settled();
    for (const seconds of [119, 1, 600, 600, 3600, 7200, 21_600, 54_000]) await advance(seconds);
    expect(offsets(2)).toEqual([0, 120, 720, 1320, 4920, 12_120, 33_720, 87_720]);
    expect(notification(2)).toMatchObject({ status: 'given-up' });
  });

  it('as often as it was due when the clock leaps, one after another', async () => {
    fail(5);
    await consent();
    await advance(30 * 86_400);
    expect(receiver.received).toHaveLength(6);
    expect(notification()).toMatchObject({ status: 'delivered' });
  });

  it('as real time passes', async () => {
    sandbox.injectNotificationFault({ effect: 'delay', seconds: 1 });
    await consent();
    expect(receiver.received).toEqual([]);
    await expect.poll(() => notification()?.status, { timeout: 120_000 }).toBe('delivered');
  });
});

describe('a response does not count', () => {
  it.each([
    ['with another status than 2xx', 'success', 500, { status: 500, response: 'success', error: null }],
    ['that is long', 'success'.repeat(1000), 200, { error: 'the response is longer than 1024 bytes' }],
  ] as const)('%s', async (_title, body, status, attempt) => {
    receiver.response((response) => response.writeHead(status).end(body));
    await consent();
    expect(notification()?.attempts[0]).toMatchObject({ ...attempt, success: false });
    expect(notification()?.status).toBe('delivered');
  });

  it('that redirects is not followed', async () => {
    receiver.response((response) => response.writeHead(302, { location: receiver.url }).end('success'));
    await consent();
    expect(notification()?.attempts.map(({ status, success }) => [status, success])).toEqual([
      [302, false],
      [200, true],
    ]);
  });

  it('that does not come in time', async () => {
    receiver.response((response) => response.write('succ'));
    await consent();
    expect(notification()?.attempts[0]).toMatchObject({
      status: 200,
      response: null,
      error: 'no whole response within 1 s',
    });
  });

  it('when the connection is cut or refused', async () => {
    receiver.response((response) => response.destroy());
    await consent();
    expect(notification()?.attempts[0]).toMatchObject({ status: null, response: null, error: 'socket hang up' });
    sandbox.updateApplication(appId, { notifyUrl: 'http://127.0.0.1:1/notify' });
    await consent(2);
    expect(notification(2)?.attempts[0]).toMatchObject({ error: 'connect ECONNREFUSED 127.0.0.1:1' });
  });
});

describe('redelivery by hand', () => {
  it('sends a delivered notification again, with the same id', async () => {
    await consent();
    const again = await sandbox.redeliver(1);
    expect(again).toMatchObject({ status: 'delivered', attempts: [{ success: true }, { success: true }] });
    expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body);
  });

  it('reaches an application that has got an address since', async () => {
    sandbox.updateApplication(appId, { notifyUrl: null });
    await consent();
    expect(notification()).toMatchObject({ status: 'no-address', attempts: [], nextAttemptAt: null });
    await expect(sandbox.redeliver(1)).rejects.toThrow(`notifyUrl: the application "${appId}" has none`);
    sandbox.updateApplication(appId, { notifyUrl: receiver.url });
    expect(await sandbox.redeliver(1)).toMatchObject({ status: 'delivered' });
  });

  it('is refused for a notification that is not there', async () => {
    await expect(sandbox.redeliver(7)).rejects.toMatchObject({
      code: 'unknown',
      message: 'id: there is no notification 7',
    });
  });
});

describe('closing the sandbox', () => {
  it('does not wait for a response', async () => {
    receiver.response(() => undefined);
    await using hanging = await startSandbox({
      applications: [{ mode: 'key', notifyUrl: receiver.url }],
      settings: { notificationTimeout: 60 },
    });
    hanging.consent({ appId: hanging.app().appId, merchantApplications: [merchant()] });
    await expect.poll(() => receiver.received.length).toBe(1);
    const start = performance.now();
    await hanging.close();
    await hanging.settled();
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe('many notifications', () => {
  it('are all delivered, and beyond 1,000 those that are over are forgotten', async () => {
    for (let number = 1; number <= 1500; number += 1)
      sandbox.consent({ appId, merchantApplications: [merchant(number)] });
    expect(sandbox.notifications()).toHaveLength(1500);
    await sandbox.settled();
    expect(receiver.received).toHaveLength(1500);
    await consent(1501);
    expect(sandbox.notifications()).toHaveLength(1000);
    expect(sandbox.notifications()[0]?.id).toBe(502);
  });
});
