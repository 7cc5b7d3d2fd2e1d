import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandHub } from '../support/command-hub.js';
import { CommandLine } from '../support/command-line.js';

const merchant = '2021000000000777';
/** Rotated once: rotations that follow each other at once share one result. */
const another = '2021000000000778';
const root = resolve(import.meta.dirname, '../../../..');
const receivers = { LINGPAI_WEBHOOKS_ALLOW_PLAIN_HTTP: 'true', LINGPAI_WEBHOOKS_ALLOWED_NETWORKS: '127.0.0.1' };
let hub: CommandHub;
beforeAll(async () => {
  hub = await CommandHub.start(receivers);
  await hub.grant(merchant);
});
afterAll(() => hub[Symbol.asyncDispose]());

type Target = 'hub' | 'database';

const command = (target: Target, ...args: readonly string[]) => {
  const environment: Record<string, string> =
    target === 'hub'
      ? { LINGPAI_URL: hub.address, LINGPAI_KEY: hub.adminKey }
      : { LINGPAI_CONFIG: 'lingpai.config.yaml' };
  return new CommandLine({ folder: hub.folder, environment }, ...args);
};

async function run(target: Target, ...args: readonly string[]) {
  const started = command(target, ...args);
  const exitCode = await started.exitCode();
  return { exitCode, output: started.output, errors: started.errors };
}

async function json(target: Target, ...args: readonly string[]) {
  const { exitCode, output, errors } = await run(target, ...args);
  expect([errors, exitCode]).toEqual(['', 0]);
  return JSON.parse(output);
}

const rotate = (authAppId: string) =>
  hub.request('POST', `/v1/apps/${hub.app.appId}/authorizations/${authAppId}/rotate`);

describe('lingpai call', () => {
  const as = ['--as', merchant];
  const order = (id: string) => JSON.stringify({ out_trade_no: id, subject: '茶', total_amount: '8.80' });

  it.each(['hub', 'database'] as const)('calls for a merchant: %s', async (target) => {
    expect(await json(target, 'call', 'alipay.trade.precreate', order(target), ...as)).toMatchObject({
      out_trade_no: target,
      qr_code: expect.any(String),
    });
    expect(hub.sandbox.listTrades()).toContainEqual(
      expect.objectContaining({ outTradeNo: target, authAppId: merchant }),
    );
  });

  it('places parameters in the path and the query, uploads files, and prints streams', async () => {
    await run(
      'hub',
      'call',
      'alipay.marketing.activity.query',
      '{"activity_id":"2026 A(1)","merchant_id":"茶"}',
      ...as,
      '--no-check',
    );
    expect(hub.sandbox.requests().at(-1)).toMatchObject({
      method: 'GET',
      pathAndQuery: '/v3/alipay/marketing/activity/2026%20A%281%29?merchant_id=%E8%8C%B6',
    });
    writeFileSync(join(hub.folder, 'photo.png'), Buffer.from('89504e470d0a1a0a', 'hex'));
    const upload = { data: { scene: 'SYNC_ORDER' }, file_content: { path: 'photo.png' } };
    await json('hub', 'call', 'alipay.merchant.item.file.upload', JSON.stringify(upload), ...as);
    const stream = ['call', 'grandsecurity.bizrisks.fact.check', '{"query":"Is tea a fruit?"}'];
    expect(await json('hub', ...stream, ...as)).toEqual([{ content: expect.any(String) }]);
  });

  it("prints Alipay's error with 2, the hub's problem with 2, and ends with 3 when Alipay may have acted", async () => {
    const query = ['call', 'alipay.trade.query', '{"out_trade_no":"none"}'];
    const refused = await run('hub', ...query, ...as);
    expect(refused.exitCode).toBe(2);
    expect(JSON.parse(refused.output)).toEqual({
      error: { status: 400, code: 'ACQ.TRADE_NOT_EXIST', message: expect.any(String), traceId: expect.any(String) },
    });
    const unknown = await run('hub', ...query, '--as', '2021000000000000');
    expect(unknown).toMatchObject({ exitCode: 2, errors: expect.stringContaining('(unknown-authorization)') });
    hub.sandbox.injectFault({ effect: 'bad-signature', match: { path: '/v3/alipay/trade/query' } });
    const forged = await run('hub', ...query, ...as);
    expect(forged).toMatchObject({ exitCode: 3, output: '' });
    expect(forged.errors).toMatch(/\(alipay-unverified\); Alipay may have acted on it\n$/);
    hub.sandbox.clearFaults();
  });

  it('needs a merchant, tells with --dry-run where it would go, and goes where an option says', async () => {
    const query = ['call', 'alipay.trade.query', '{"out_trade_no":"hub"}'];
    expect(await run('hub', ...query)).toMatchObject({
      exitCode: 1,
      errors: 'error: a hub calls for merchants: name one with --as <authAppId>\n',
    });
    const dry = await run('hub', ...query, ...as, '--dry-run');
    expect(dry.output).toBe(`would call alipay.trade.query for ${merchant} through the hub\n`);
    const both = await run('hub', ...query, '--sandbox', hub.sandbox.endpoint, '--hub', hub.address);
    expect(both.errors).toBe('error: give one of --hub, --config and --sandbox\n');
    // Alipay's error: without a merchant, there is no such trade.
    expect((await run('hub', ...query, '--sandbox', hub.sandbox.endpoint)).exitCode).toBe(2);
  });
});

describe('lingpai events tail', () => {
  it('follows, goes on after the hub was restarted, and leaves out and repeats nothing', async () => {
    const tail = command('hub', 'events', 'tail', '--since', '1h', '--json');
    await tail.until('"authorization.authorized"');
    await rotate(merchant);
    await tail.until('"authorization.rotated"');
    await hub.serveAgain(receivers);
    expect((await hub.request('POST', `/v1/apps/${hub.app.appId}/links`, { reference: 'shop-42' })).status).toBe(201);
    await tail.until('"link.created"');
    expect(await tail.stop('SIGINT')).toBe(0);
    const events = tail.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual([
      'authorization.authorized',
      'authorization.rotated',
      'link.created',
    ]);
    expect(tail.errors).toBe('the connection is lost; trying again …\nconnected again\n');

    const resumed = command('database', 'events', 'tail', '--cursor', events[0].cursor, '--types', 'link.created');
    await resumed.until('link.created');
    expect(await resumed.stop()).toBe(0);
    expect(resumed.output).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}link\.created +shop-42 {2}\{.+\}\n$/);
    expect(resumed.errors).toBe(`to go on behind the last event: --cursor ${events[2].cursor}\n`);
  });

  it('refuses a time that is none, and ends with 3 when there is no hub', async () => {
    const wrong = await run('hub', 'events', 'tail', '--since', 'soon');
    expect(wrong).toMatchObject({ exitCode: 1, errors: expect.stringContaining('or how long ago: 30m, 12h, 7d') });
    const none = await run('hub', 'events', 'tail', '--hub', 'http://127.0.0.1:1');
    expect(none).toMatchObject({ exitCode: 3, output: '' });
  });
});

describe('lingpai webhooks', () => {
  let server: Server;
  const received: string[] = [];
  let wake: () => void = () => undefined;
  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(String(request.headers['webhook-id']));
      request.resume().on('end', () => response.end());
      wake();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const arrived = async (count: number) => {
    while (received.length < count) {
      await new Promise<void>((resolved) => {
        wake = resolved;
      });
    }
  };

  it('lists receivers and deliveries, and replays one, those since an instant, and those that were given up', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const added = await hub.request('POST', '/v1/webhooks', { url, types: ['authorization.rotated'] });
    const { id } = await added.json();
    await hub.grant(another);
    await rotate(another);
    await arrived(1);
    expect((await run('hub', 'webhooks', 'list')).output).toMatch(
      new RegExp(`^ ${id} +http://.+ enabled +authorization\\.rotated +0$`, 'm'),
    );
    const deliveries = () => json('hub', 'webhooks', 'deliveries', id, '--json');
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ type: 'authorization.rotated', authAppId: another });

    const replay = (...args: readonly string[]) => run('hub', 'webhooks', 'replay', id, ...args);
    const dry = await replay(delivery.id, '--dry-run');
    expect(dry.output).toMatch(
      new RegExp(`^would send once more: ${delivery.id} \\(authorization\\.rotated, \\w+\\)\n$`),
    );
    expect((await replay(delivery.id)).output).toBe(`sent once more: ${delivery.id} (authorization.rotated)\n`);
    await arrived(2);
    expect(received[1]).toBe(received[0]);

    // Of the rotations, one was before the receiver was added.
    expect((await replay('--since', '1h', '--dry-run')).output).toBe('events that would be sent once more: 2\n');
    expect(await json('database', 'webhooks', 'replay', id, '--since', '1h', '--json')).toEqual({
      replayed: 2,
      sent: true,
    });
    await arrived(4);
    expect(new Set(received).size).toBe(2);

    expect((await replay('--failed', '--dry-run')).output).toBe('events that would be sent once more: 0\n');
    giveUp(delivery.id);
    expect((await replay('--failed')).output).toBe('events sent once more: 1\n');
    await arrived(5);
    expect((await replay()).errors).toBe('error: name a delivery, or give --since or --failed: one of the three\n');
  });

  /** As three days of failures do. */
  function giveUp(deliveryId: string): void {
    const program = `
      import Database from 'libsql';
      const database = new Database(process.argv[1], { timeout: 10_000 });
      database.prepare("update hub_webhook_delivery set state = 'dead' where id = ?").run(process.argv[2]);`;
    const args = ['--input-type=module', '--eval', program, join(hub.folder, 'lingpai.db'), deliveryId];
    execFileSync(process.execPath, args, { cwd: root });
  }
});

describe('a command', () => {
  it.each([
    [['list', '--sandbox', 'http://127.0.0.1:1'], 'It works on a hub (--hub) or on its database (--config)'],
    [['backup', 'x.db', '--hub', 'http://127.0.0.1:1'], 'It works on the database itself: --config'],
    [['trigger', 'trade_status_sync', '--hub', 'http://127.0.0.1:1'], 'It works on a sandbox: --sandbox'],
  ])('says where it works instead: %j', async (args, message) => {
    const { exitCode, errors } = await run('hub', ...args);
    expect([exitCode, errors]).toEqual([1, expect.stringContaining(message)]);
  });
});
