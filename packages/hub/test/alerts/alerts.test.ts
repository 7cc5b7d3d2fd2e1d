import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { mailPassword, TestMailServer } from '../support/test-mail-server.js';
import { localReceivers, TestReceiver } from '../support/test-receiver.js';
import { TestRobots } from '../support/test-robot.js';
import { until } from '../support/until.js';

const hour = 3_600_000;

let world: HubWorld;
let robots: TestRobots;
let mail: TestMailServer;
let ahead = 0;

beforeAll(async () => {
  [robots, mail] = await Promise.all([TestRobots.start(), TestMailServer.start()]);
  const webhooks = { ...localReceivers, pauseAfter: 1 };
  world = await HubWorld.start({ settings: { webhooks, alerts: { interval: 20 } } });
  robots.now = () => Date.now() + ahead;
  await world.startNode();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await robots[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
});

const advance = (milliseconds: number) => {
  ahead += milliseconds;
  world.advance(milliseconds);
};

async function addChannel(body: object): Promise<string> {
  const { status, json, text } = await world.node.request('POST', '/v1/alerts/channels', { body });
  if (status !== 201) throw new Error(text);
  return json.id;
}

const remove = (id: string) => world.node.request('DELETE', `/v1/alerts/channels/${id}`);

// biome-ignore lint/suspicious/noExplicitAny: tests look into alerts of every shape
const alerts = async (query: string): Promise<any[]> =>
  (await world.node.request('GET', `/v1/alerts?${query}`)).json.alerts;

/** A receiver that fails, so that it is paused. */
async function breakReceiver(receiver: TestReceiver, name: string): Promise<string> {
  receiver.react = () => 500;
  const body = { url: receiver.url, name, types: ['webhook.test'] };
  const { json } = await world.node.request('POST', '/v1/webhooks', { body });
  await world.node.request('POST', `/v1/webhooks/${json.id}/test`);
  await until('the alert is open', async () => (await alerts('state=open')).some(({ subject }) => subject === json.id));
  return json.id;
}

describe('alerts', () => {
  it('an authorization that a merchant cancelled is reported once, and never repeated', async () => {
    const channel = await addChannel(robots.channels.dingtalk);
    const before = robots.dingtalk.length;
    await world.grant('2021000000000901');
    world.sandbox.cancel({ appId: world.appId, authAppId: '2021000000000901' });
    await until('it was told', () => robots.dingtalk.length > before);
    expect(robots.dingtalk.at(-1)?.text).toContain('2021000000000901 取消了授权');
    expect(await alerts('kind=authorization-cancelled')).toMatchObject([
      {
        state: 'resolved',
        severity: 'warning',
        subject: `${world.appId}/2021000000000901`,
        messages: [{ change: 'opened' }],
      },
    ]);
    await remove(channel);
  });

  it('reach the robots of three services, once, signed as their documentation says, and so does their end', async () => {
    await using receiver = await TestReceiver.start();
    await using listener = await TestReceiver.start();
    const types = ['alert.opened', 'alert.resolved'];
    const { json: other } = await world.node.request('POST', '/v1/webhooks', { body: { url: listener.url, types } });
    const before = robots.dingtalk.length;
    const told = () => [robots.dingtalk.length - before, robots.feishu.length, robots.wecom.length];
    const ids = await Promise.all(Object.values(robots.channels).map(addChannel));
    const id = await breakReceiver(receiver, 'billing');
    await until('all robots were told', () => told().join() === '1,1,1');
    expect(robots.dingtalk[before]).toMatchObject({
      title: '令牌告警：1 个未解决',
      text: expect.stringContaining('**[警告] 接收方 billing 连续失败，已暂停投递**'),
    });
    expect(robots.feishu[0]).toMatchObject({
      title: 'Lingpai alert: 1 open',
      text: expect.stringContaining('What to do: Repair the receiver: what waits is delivered once it responds.'),
    });
    expect(robots.wecom[0]?.text).toContain('> 处理方法：修复接收方：恢复响应后，等待的事件会自动投递。');
    receiver.react = () => 204;
    advance(11 * 60_000);
    await until('the end was told', () => told().join() === '2,2,2');
    expect(robots.dingtalk[before + 1]).toMatchObject({
      title: '令牌告警：1 个已解决',
      text: expect.stringContaining('已解决：接收方 billing'),
    });
    await until('webhooks were told', () => listener.received.length === 2);
    expect(listener.received.map(({ event }) => [event.type, event.data.kind, event.data.subject])).toEqual([
      ['alert.opened', 'webhook-paused', id],
      ['alert.resolved', 'webhook-paused', id],
    ]);
    await until('each message is recorded', async () => {
      const [alert] = await alerts('state=resolved&kind=webhook-paused');
      return alert.messages.length === 6 && alert.messages.every(({ state }: { state: string }) => state === 'sent');
    });
    await Promise.all([
      ...ids.map(remove),
      ...[id, other.id].map((one) => world.node.request('DELETE', `/v1/webhooks/${one}`)),
    ]);
  });

  it('an alert that stays open is repeated after a day', async () => {
    await using receiver = await TestReceiver.start();
    const channel = await addChannel(robots.channels.feishu);
    const before = robots.feishu.length;
    const id = await breakReceiver(receiver, 'stock');
    await until('it was told', () => robots.feishu.length === before + 1);
    advance(25 * hour);
    await until('it was told again', () => robots.feishu.length > before + 1);
    expect(
      robots.feishu
        .slice(before + 1)
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('Still: The receiver stock fails again');
    await world.node.request('DELETE', `/v1/webhooks/${id}`);
    await remove(channel);
  });

  it('a robot that refuses is left alone, as long as DingTalk silences it, and then told everything in one message', async () => {
    await using receiver = await TestReceiver.start();
    const channel = await addChannel(robots.channels.dingtalk);
    const before = robots.dingtalk.length;
    robots.refusals.push(130_101);
    const first = await breakReceiver(receiver, 'first');
    const find = async () => (await world.node.request('GET', '/v1/alerts/channels')).json.channels[0];
    await until('the refusal is seen', async () => (await find()).lastCode === 130_101);
    expect(await find()).toMatchObject({
      failures: 1,
      lastFailure: 'rate-limited',
      target: new URL(robots.origin).host,
    });
    const second = await breakReceiver(receiver, 'second');
    advance(9 * 60_000);
    const third = await breakReceiver(receiver, 'third');
    expect(robots.dingtalk.length).toBe(before);
    expect((await alerts('state=open'))[0].messages).toMatchObject([{ channelId: channel, state: 'pending' }]);
    advance(2 * 60_000);
    await until('it was told', () => robots.dingtalk.length > before);
    for (const name of ['first', 'second', 'third']) expect(robots.dingtalk[before]?.text).toContain(`接收方 ${name}`);
    await until('it works again', async () => (await find()).failures === 0);
    expect(await find()).toMatchObject({ lastFailure: null, lastCode: null });
    for (const id of [first, second, third]) await world.node.request('DELETE', `/v1/webhooks/${id}`);
    await remove(channel);
  });

  it('a robot is told at most 20 times a minute, however many alerts there are', async () => {
    await using receiver = await TestReceiver.start();
    const channel = await addChannel(robots.channels.dingtalk);
    const before = robots.dingtalk.length;
    const names = ['one', 'two', 'three', 'four', 'five'];
    const ids: string[] = [];
    for (const name of names) {
      ids.push(await breakReceiver(receiver, `number ${name}`));
      advance(1_000);
    }
    const received = () => robots.dingtalk.slice(before);
    await until('the last one was told', () => {
      advance(100);
      return received().some(({ text }) => text.includes('number five'));
    });
    const times = received().map(({ sentAt }) => sentAt);
    expect(times.length).toBeGreaterThan(1);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_000);
    for (const id of ids) await world.node.request('DELETE', `/v1/webhooks/${id}`);
    await remove(channel);
  });

  it('channels of one robot keep its limit together, and take turns', async () => {
    await using receiver = await TestReceiver.start();
    const { url, secret } = robots.dingtalkRobot;
    const again = new URL(url);
    again.search = `?group=2&${again.searchParams}`;
    const zh = await addChannel({ kind: 'dingtalk', language: 'zh', robot: { url, secret } });
    const en = await addChannel({ kind: 'dingtalk', language: 'en', robot: { url: again.href, secret } });
    const before = robots.dingtalk.length;
    const received = (word: string) => robots.dingtalk.slice(before).filter(({ title }) => title.includes(word));
    const ids: string[] = [];
    for (const name of ['north', 'east', 'south', 'west']) {
      ids.push(await breakReceiver(receiver, `branch ${name}`));
      advance(1_000);
    }
    await until('both languages arrived', () => {
      advance(100);
      return ['令牌', 'Lingpai'].every((word) => received(word).some(({ text }) => text.includes('branch west')));
    });
    const times = robots.dingtalk.slice(before).map(({ sentAt }) => sentAt);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_000);
    for (const id of ids) await world.node.request('DELETE', `/v1/webhooks/${id}`);
    await until('the end was told', async () => (await alerts('state=open')).length === 0);
    advance(hour);
    await until('nothing waits', async () => {
      const [alert] = await alerts('state=resolved&kind=webhook-paused');
      return alert.messages.every(({ state }: { state: string }) => state === 'sent');
    });
    advance(hour);
    const test = (id: string) => world.node.request('POST', `/v1/alerts/channels/${id}/test`);
    expect((await test(zh)).json).toMatchObject({ isSent: true });
    const { status, headers } = await test(en);
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    await Promise.all([zh, en].map(remove));
  });

  it('a robot that is silenced is left alone by all of its channels', async () => {
    const ids = await Promise.all([0, 1].map(() => addChannel(robots.channels.dingtalk)));
    advance(hour);
    robots.refusals.push(130_101);
    const test = (id = '') => world.node.request('POST', `/v1/alerts/channels/${id}/test`);
    expect((await test(ids[0])).json).toEqual({ isSent: false, failure: 'rate-limited', code: 130_101 });
    advance(9 * 60_000);
    expect((await test(ids[1])).status).toBe(429);
    advance(2 * 60_000);
    expect((await test(ids[1])).json).toMatchObject({ isSent: true });
    await Promise.all(ids.map(remove));
  });

  it('reach people by e-mail, over TLS with a certificate that is verified', async () => {
    await using receiver = await TestReceiver.start();
    const channel = await addChannel(mail.channel);
    const test = () => world.node.request('POST', `/v1/alerts/channels/${channel}/test`);
    expect((await test()).json).toEqual({ isSent: true, failure: null, code: null });
    expect((await test()).status).toBe(429);
    const id = await breakReceiver(receiver, 'mailed');
    advance(11_000);
    await until('the e-mail arrived', () => mail.mails.length === 2);
    expect(mail.mails[1]).toContain('Subject: Lingpai alert: 1 open');
    expect(mail.mails[1]).toContain('To: ops@example.com, cto@example.com');
    expect(mail.mails[1]).toContain('[Warning] The receiver mailed fails again');
    const change = async (differing: object) => {
      advance(20_000);
      const body = { email: { ...mail.channel.email, ...differing } };
      const { status, text } = await world.node.request('PATCH', `/v1/alerts/channels/${channel}`, { body });
      if (status !== 200) throw new Error(text);
      return (await test()).json;
    };
    await world.node.request('DELETE', `/v1/webhooks/${id}`);
    await until('the end was told', async () => (await alerts('state=open')).length === 0);
    advance(20_000);
    await until('the end arrived', () => mail.mails.length === 3);
    expect(await change({ password: 'wrong' })).toEqual({ isSent: false, failure: 'refused', code: 535 });
    advance(hour);
    expect(await change({ certificateAuthority: undefined })).toMatchObject({ isSent: false, failure: 'tls-failed' });
    expect(mail.mails).toHaveLength(3);
    await remove(channel);
  });

  it('secrets of channels are sealed, shown nowhere and in no log, and a wrong one is refused by the robot', async () => {
    const ids = await Promise.all([...Object.values(robots.channels), mail.channel].map(addChannel));
    const wrong = await addChannel({
      kind: 'dingtalk',
      robot: { url: `${robots.origin}/robot/send?access_token=${robots.accessToken}`, secret: 'SECwrong' },
    });
    const test = await world.node.request('POST', `/v1/alerts/channels/${wrong}/test`);
    expect(test.json).toEqual({ isSent: false, failure: 'refused', code: 310_000 });
    const listed = await world.node.request('GET', '/v1/alerts/channels');
    expect(listed.json.channels).toHaveLength(5);
    const metrics = await world.node.request('GET', '/metrics');
    expect(metrics.text).toContain('lingpai_alert_messages_total{channel="dingtalk",failure="refused"}');
    expect(metrics.text).toContain('lingpai_alerts_open{kind="spool-holds",severity="critical"} 0');
    const places = {
      listed: listed.text,
      metrics: metrics.text,
      dump: await world.dump(),
      log: world.nodes.map(({ log }) => log.join('')).join(''),
      audit: (await world.node.request('GET', '/v1/audit')).text,
    };
    expect(places.audit).toContain('alert-channel-created');
    for (const secret of [...robots.secrets, mailPassword]) {
      for (const [place, text] of Object.entries(places)) expect(text.includes(secret), place).toBe(false);
    }
    await Promise.all([...ids, wrong].map(remove));
  });

  it('refuses a target that is not of the kind, and names the field', async () => {
    const refusal = async (body: object) => {
      const { status, json } = await world.node.request('POST', '/v1/alerts/channels', { body });
      return `${status} ${json.detail}`;
    };
    const robot = { url: `${robots.origin}/robot/send?access_token=x` };
    const { email } = mail.channel;
    expect(await refusal({ kind: 'dingtalk' })).toBe('400 robot: a channel of the kind dingtalk needs it');
    expect(await refusal({ kind: 'wecom', robot })).toBe(
      '400 robot.url: expected the address of a WeCom robot, with `key`',
    );
    expect(await refusal({ kind: 'feishu', robot })).toContain('400 robot.url: expected the address of a Feishu robot');
    expect(await refusal({ kind: 'email', email: { ...email, tls: 'none' } })).toBe(
      '400 email.tls: expected implicit or starttls; the setting alerts.allowPlainSmtp permits none',
    );
    expect(await refusal({ kind: 'email', email: { ...email, host: '10.0.0.1' } })).toBe(
      '400 email.host: the address is private; the setting webhooks.allowedNetworks permits networks by name',
    );
    const inside = { kind: 'dingtalk', robot: { url: 'http://169.254.169.254/robot/send?access_token=x' } };
    expect(await refusal(inside)).toContain('400 robot.url: the address is private');
    const key = await world.createKey(['manage'], { appIds: [world.appId] });
    expect((await world.node.request('GET', '/v1/alerts/channels', { key })).status).toBe(403);
    expect((await world.node.request('GET', '/v1/alerts', { key })).status).toBe(200);
  });
});
