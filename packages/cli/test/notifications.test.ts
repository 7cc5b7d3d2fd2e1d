import { AlipayClient, parseNotification } from '@lingpai/alipay';
import { notificationKinds, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';
import { Receiver } from './support/receiver.js';

const merchant = { authAppId: '2021900000000112', userId: '2088900000000011', kind: 'WEBAPP' } as const;
const running: CommandLine[] = [];
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
});

function run(...args: readonly string[]): CommandLine {
  const started = new CommandLine(...args);
  running.push(started);
  return started;
}

async function trigger(...args: readonly string[]) {
  const started = run('trigger', ...args, '--sandbox', sandbox.endpoint);
  return { exitCode: await started.exitCode(), output: started.output, errors: started.errors };
}

function verified(body: string) {
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
  return client.verifyNotification(parseNotification(body));
}

const addressOf = (appId: string) =>
  sandbox.state().applications.find((application) => application.appId === appId)?.notifyUrl;

describe('lingpai trigger', () => {
  it.each(notificationKinds.filter((kind) => kind !== 'message'))('posts one genuine %s', async (kind) => {
    await using receiver = await Receiver.start();
    const { exitCode, output, errors } = await trigger(kind, '--to', receiver.url);
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    expect(output).toMatch(new RegExp(`^${kind.replaceAll('.', '\\.')}  \\S+  200 "success": accepted\n$`));
    expect(receiver.received).toHaveLength(1);
    const { fields } = await verified(receiver.received[0]?.body ?? '');
    expect(fields.notify_type ?? fields.msg_method).toBe(kind);
  });

  it('posts any other message with the contents that are given', async () => {
    await using receiver = await Receiver.start();
    const content = '{"out_biz_no":"t-1","status":"SUCCESS"}';
    const { exitCode, errors } = await trigger(
      'alipay.fund.trans.order.changed',
      '--content',
      content,
      '--to',
      receiver.url,
    );
    expect([errors, exitCode]).toEqual(['', 0]);
    expect(receiver.received).toHaveLength(1);
    const { fields } = await verified(receiver.received[0]?.body ?? '');
    expect(fields).toMatchObject({ msg_method: 'alipay.fund.trans.order.changed', biz_content: content });
  });

  it('leaves the address of the application as it was', async () => {
    await using own = await Receiver.start();
    await using receiver = await Receiver.start();
    const { appId } = sandbox.app();
    sandbox.updateApplication(appId, { notifyUrl: own.url });
    await trigger('servicemarket_order_notify', '--to', receiver.url);
    expect(addressOf(appId)).toBe(own.url);
    expect([own.received.length, receiver.received.length]).toEqual([1, 1]);
    sandbox.updateApplication(appId, { notifyUrl: null });
  });

  it('exits with 2 when the address responds something else, and prints JSON for programs', async () => {
    await using receiver = await Receiver.start();
    receiver.response = { status: 200, body: 'SUCCESS' };
    const { exitCode, output } = await trigger('open_app_auth_notify', '--to', receiver.url, '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toMatchObject({
      kind: 'open_app_auth_notify',
      url: receiver.url,
      status: 200,
      response: 'SUCCESS',
      success: false,
    });
  });

  it('exits with 3 when nothing responds', async () => {
    const { exitCode, output } = await trigger('servicemarket_order_notify', '--to', 'http://127.0.0.1:1/notify');
    expect(exitCode).toBe(3);
    expect(output).toContain('no response: not accepted');
  });

  it.each([{ effect: 'status', status: 500 }, { effect: 'bad-signature' }] as const)(
    'exits with 3 when the payment has no response that can be trusted: $effect',
    async (fault) => {
      sandbox.injectFault({ ...fault, match: { path: '/v3/alipay/trade/pay' } });
      const { exitCode, errors } = await trigger('trade_status_sync', '--to', 'http://127.0.0.1:1/');
      expect(exitCode).toBe(3);
      expect(errors).toMatch(/^error: [^\n]+\n$/);
      sandbox.clearFaults();
    },
  );

  it('notifies of the merchant application that was asked for', async () => {
    await using receiver = await Receiver.start();
    await trigger('open_app_auth_notify', '--to', receiver.url, '--as', '2021900000000221');
    expect((await verified(receiver.received[0]?.body ?? '')).fields.auth_app_id).toBe('2021900000000221');
  });

  it.each([
    [
      ['no_such_notify', '--to', 'http://127.0.0.1:1/'],
      'there is no notification no_such_notify; choose open_app_auth_notify',
    ],
    [['a.b', '--content', '[]', '--to', 'http://127.0.0.1:1/'], '--content: expected a JSON object'],
    [
      ['trade_status_sync', '--content', '{}', '--to', 'http://127.0.0.1:1/'],
      '--content: the sandbox itself decides what trade_status_sync says',
    ],
    [['trade_status_sync', '--to', 'localhost'], 'Expected an http or https address.'],
    [['trade_status_sync'], "required option '--to <url>' not specified"],
    [
      ['open_app_auth_notify', '--to', 'http://127.0.0.1:1/', '--as', '1'],
      '--as: no merchant of the sandbox has the application 1',
    ],
  ])('refuses %j', async (args, message) => {
    const { exitCode, errors } = await trigger(...args);
    expect(exitCode).toBe(1);
    expect(errors).toContain(message);
  });
});

describe('lingpai listen', () => {
  it('shows each notification, passes on its bytes, and restores the addresses', async () => {
    await using receiver = await Receiver.start();
    const { appId } = sandbox.app();
    sandbox.updateApplication(appId, { notifyUrl: 'http://127.0.0.1:9/former' });
    const listening = run('listen', '--forward-to', receiver.url, '--sandbox', sandbox.endpoint);
    await listening.until(`forwarding to ${receiver.url}`);

    sandbox.orderService({ appId, userId: merchant.userId, title: '点茶' });
    await listening.until('accepted');
    expect(listening.output).toMatch(
      new RegExp(
        `\\d\\d:\\d\\d:\\d\\d  servicemarket_order_notify  app ${appId}  \\S+  200 "success": accepted  \\d+ ms\n`,
      ),
    );
    expect((await verified(receiver.received[0]?.body ?? '')).fields.title).toBe('点茶');

    receiver.response = { status: 500, body: 'broken' };
    sandbox.consent({ appId, merchantApplications: [merchant] });
    await listening.until('500 "broken": not accepted');
    const { app_auth_token: token } = JSON.parse(sandbox.notifications().at(-1)?.fields.biz_content ?? '').detail;
    expect(token).toMatch(/^\w{20,}$/);
    expect(listening.output).not.toContain(token);

    expect(await listening.stop('SIGINT')).toBe(0);
    expect(listening.errors).toBe('');
    expect(addressOf(appId)).toBe('http://127.0.0.1:9/former');
    expect(addressOf(sandbox.app('certificate').appId)).toBeNull();
  });

  it('passes on the notification of a trade whose call names the address that it prints', async () => {
    await using receiver = await Receiver.start();
    const listening = run('listen', '--forward-to', receiver.url, '--sandbox', sandbox.endpoint, '--json');
    await listening.until('\n');
    const { event, url } = JSON.parse(listening.output);
    expect(event).toBe('ready');
    await trigger('trade_status_sync', '--to', url);
    await listening.until('trade_status_sync');
    const [, line = ''] = listening.output.split('\n');
    expect(JSON.parse(line)).toMatchObject({ event: 'forwarded', kind: 'trade_status_sync', success: true });
    expect(await listening.stop()).toBe(0);
  });

  it('shows what goes to another address as well', async () => {
    await using receiver = await Receiver.start();
    await using other = await Receiver.start();
    other.response = { status: 404, body: 'no such page' };
    const listening = run('listen', '--forward-to', receiver.url, '--sandbox', sandbox.endpoint);
    await listening.until('forwarding');
    await trigger('trade_status_sync', '--to', `${other.url}?key=secret`);
    await listening.until(`delivered to ${other.url}\n`);
    expect(listening.output).toMatch(/404 "no such page": not accepted {2}\d+ ms {2}delivered to /);
    expect(listening.output).not.toContain('secret');
    expect(receiver.received).toEqual([]);
    expect(await listening.stop()).toBe(0);
  });

  it('exits with 3 when the sandbox has ended', async () => {
    const another = await startSandbox();
    const listening = run('listen', '--forward-to', 'http://127.0.0.1:1/', '--sandbox', another.endpoint);
    await listening.until('forwarding');
    await another.close();
    expect(await listening.exitCode()).toBe(3);
    expect(listening.errors).toContain(`no response from ${another.endpoint}`);
  });

  it('exits with 3 when there is no sandbox', async () => {
    const listening = run('listen', '--forward-to', 'http://127.0.0.1:1/', '--sandbox', 'http://127.0.0.1:1');
    expect(await listening.exitCode()).toBe(3);
    expect(listening.errors).toContain('no response from http://127.0.0.1:1');
  });
});
