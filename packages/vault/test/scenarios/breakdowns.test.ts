import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { VaultEvent } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants, until } from '../support/invariants.js';
import { createOutage } from '../support/outage.js';
import { deliverAll } from '../support/world.js';

const m = 'merchant-1';
const day = 86_400;
const refresh = { match: { grantType: 'refresh_token' } } as const;
const spooled = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sealed'));

describeEngines('breakdowns', (tests) => {
  it('the database is down exactly at the commit of a response', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (point === 'before-received' && (await world.grants('refresh_token')) === 1) await outage.begin();
      },
    });
    await world.grant(node, m);
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    expect(spooled(world.spoolDirectory)).toHaveLength(1);
    expect(node.reports.map(({ kind }) => kind)).toContain('spooled');
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    await outage.end();
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    expect(await world.grants('refresh_token')).toBe(1);

    await node.turns.recovery();
    expect(spooled(world.spoolDirectory)).toEqual([]);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    expect(await world.grants('refresh_token')).toBe(1);
    await expectInvariants(world, node);
  });

  it('the spool outlives the process, and is stored by the next', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    let calls = 0;
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (point !== 'before-received') return;
        calls += 1;
        if (calls === 2) await outage.begin();
      },
    });
    await world.grant(node, m);
    const code = await world.consent('merchant-2');
    await expect(node.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject({ code: 'database' });
    await outage.end();
    const next = await world.open();
    expect(spooled(world.spoolDirectory)).toEqual([]);
    expect(await next.vault.redeem({ appId: world.appId, code })).toMatchObject([{ authAppId: 'merchant-2' }]);
    expect(await world.grants('authorization_code')).toBe(2);
    await expectInvariants(world, next);
  });

  it('a newer grant came before the spool was stored', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (point === 'before-received' && (await world.grants('refresh_token')) === 1) await outage.begin();
      },
    });
    await world.grant(node, m);
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    await outage.end();
    await world.sandbox.advanceClock(5);
    await world.consent(m);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    await node.turns.recovery();
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(3);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    await expectInvariants(world, node);
  });

  it('the database is down before a rotation', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    const node = await world.open({ database: outage.url, staleFor: 60_000 });
    const forgetful = await world.open({ database: outage.url, staleFor: 50 });
    await world.grant(node, m);
    const { value } = await node.vault.token(world.appId, m);
    await forgetful.vault.token(world.appId, m);
    await outage.begin();
    const calls = (await world.sandbox.requests()).length;
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    expect(await world.sandbox.requests()).toHaveLength(calls);
    expect(await node.vault.token(world.appId, m)).toMatchObject({ value, stale: true });
    await until('what the other remembers is too old', () =>
      forgetful.vault.token(world.appId, m).then(
        () => false,
        () => true,
      ),
    );
    await expect(forgetful.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'database' });
    await world.consent('merchant-2');
    const body = await world.notification('merchant-2');
    expect(await node.vault.receiveNotification(world.appId, body)).toBe('fail');
    const { state } = node.vault.consentLink({ appId: world.appId, reference: 'order-4' });
    const redeem = node.vault.redeem({ appId: world.appId, code: await world.consent('merchant-3'), state });
    await expect(redeem).rejects.toMatchObject({ code: 'redemption-pending' });
    await outage.end();
    await node.turns.recovery();
    await node.turns.inbox();
    expect(await node.vault.authorization(world.appId, 'merchant-3')).toMatchObject({ reference: 'order-4' });
    expect(await node.vault.receiveNotification(world.appId, body)).toBe('success');
    expect(await node.vault.token(world.appId, m)).toMatchObject({ value, stale: false });
    await expectInvariants(world, node);
  });

  it('Alipay is down for hours, and many merchants are due', async () => {
    await using world = await tests.world();
    const node = await world.open({ concurrency: 4 });
    const names = Array.from({ length: 40 }, (_, index) => `merchant-${index}`);
    await world.grant(node, ...names);
    await world.sandbox.advanceClock(250 * day);
    await world.sandbox.injectFault({ effect: 'status', status: 503, times: 100_000 });
    for (let turn = 0; turn < 20; turn += 1) {
      await node.turns.rotation();
      await world.sandbox.advanceClock(600);
    }
    // Five failures stop the calls; after that, one now and then.
    const calls = (await world.sandbox.requests()).length;
    expect(calls).toBeLessThan(50);
    await deliverAll(node);
    const told = node.events.filter(({ type }) => type !== 'authorized');
    expect(told).toMatchObject([{ type: 'attention', authAppId: null, reason: 'alipay-unavailable' }]);
    for await (const page of node.vault.list()) expect(page.every(({ state }) => state === 'active')).toBe(true);

    await world.sandbox.clearFaults();
    for (let turn = 0; turn < 12; turn += 1) {
      await world.sandbox.advanceClock(day);
      while (await node.turns.rotation());
    }
    expect(await world.grants('refresh_token')).toBe(40);
    await expectInvariants(world, node);
    const after = node.events.filter(({ type, authAppId }) => authAppId === null && type === 'recovered');
    expect(after).toHaveLength(1);
  });

  it('the private key of the application is wrong', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    const client = world.client({ ...world.app, privateKey: world.sandbox.app(1).privateKey ?? '' });
    const wrong = await world.open({ applications: [{ client }] });
    await expect(wrong.vault.rotate(world.appId, m)).rejects.toMatchObject({ failure: 'application' });
    await expect(wrong.vault.rotate(world.appId, 'merchant-2')).rejects.toMatchObject({ code: 'circuit-open' });
    await world.sandbox.advanceClock(300 * day);
    await wrong.turns.rotation();
    for await (const page of node.vault.list()) expect(page.every(({ state }) => state === 'active')).toBe(true);
    await deliverAll(wrong);
    expect(wrong.events.filter(({ authAppId }) => authAppId === null)).toMatchObject([
      { type: 'attention', reason: 'application-refused' },
    ]);
    node.events.push(...wrong.events);
    await expectInvariants(world, node);
  });

  it('another process holds the database for a while', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const holder = await world.open();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = holder.context.store.write(async (database) => {
      await database.updateTable('authorization').set({ updated_at: 1 }).execute();
      await held;
    });
    const rotating = node.vault.rotate(world.appId, m);
    expect((await node.vault.token(world.appId, m)).stale).toBe(false);
    expect(await world.grants('refresh_token')).toBe(0);
    release();
    await holding;
    expect(await rotating).toMatchObject({ generation: 2 });
    await expectInvariants(world, node);
  });

  it('every connection is cut in the middle of the work', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    let cut = 0;
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (tests.engine === 'sqlite' || point === 'before-outbox' || point === 'after-outbox') return;
        cut += 1;
        await outage.begin();
        await outage.end();
      },
    });
    await world.grant(node, m);
    await node.vault.rotate(world.appId, m);
    await world.sandbox.advanceClock(5);
    await world.cancel(m);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    expect(cut).toBeGreaterThan(tests.engine === 'sqlite' ? -1 : 10);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'rotated', 'cancelled']);
  });

  it('journal rows are durable, and reads see what others committed', async () => {
    await using world = await tests.world();
    const { context } = await world.open();
    const ask = async (query: ReturnType<typeof sql>) =>
      (await context.store.read((database) => query.execute(database))).rows.map((row) =>
        Object.values(Object(row)).at(-1),
      );
    const expected = {
      sqlite: [sql`pragma synchronous`, [2]],
      postgres: [
        sql`select current_setting('synchronous_commit') || ' ' || current_setting('transaction_isolation')`,
        ['on read committed'],
      ],
      mysql: [sql`select concat(@@tx_isolation, ' ', @@time_zone)`, ['READ-COMMITTED +00:00']],
    } as const;
    const [query, response] = expected[tests.engine];
    expect(await ask(query)).toEqual(response);
  });

  it('the receiver of events is down for 3 days', async () => {
    await using world = await tests.world();
    const received: VaultEvent[] = [];
    let isDown = true;
    let attempts = 0;
    const node = await world.open({
      onEvent: async (event) => {
        attempts += 1;
        if (isDown) throw new Error('nobody is there');
        received.push(event);
      },
    });
    await world.grant(node, m, 'merchant-2');
    await node.vault.rotate(world.appId, m);
    for (let hour = 0; hour < 72; hour += 1) {
      await node.turns.outbox();
      await world.sandbox.advanceClock(3_600);
    }
    await node.vault.deactivate(world.appId, m);
    expect(attempts).toBe(2 * 72);
    isDown = false;
    await deliverAll({ ...node, events: received });
    expect(received.filter(({ authAppId }) => authAppId === m).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['authorized', 1],
      ['rotated', 2],
      ['deactivated', 3],
    ]);
    expect(received).toHaveLength(4);
    const replayed: VaultEvent[] = [];
    for await (const page of node.vault.events({ pageSize: 2 })) replayed.push(...page);
    expect(replayed.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      received.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('two nodes deliver each event once, and in order', async () => {
    await using world = await tests.world();
    const received: VaultEvent[] = [];
    const onEvent = async (event: VaultEvent) => {
      await new Promise((resolve) => setImmediate(resolve));
      received.push(event);
    };
    const nodes = [await world.open({ onEvent }), await world.open({ onEvent })];
    const [first] = nodes;
    if (first === undefined) throw new Error('there are two');
    await world.grant(first, m, 'merchant-2');
    for (let turn = 0; turn < 3; turn += 1) await first.vault.rotate(world.appId, m);
    await until('everything is delivered', async () => {
      await Promise.all(nodes.map(({ turns }) => turns.outbox()));
      return received.length >= 5;
    });
    expect(received.filter(({ authAppId }) => authAppId === m).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(received).toHaveLength(5);
  });

  it('a response for another merchant application is refused', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.consent('merchant-9');
    const [body] = await world.responses('merchant-9');
    await world.sandbox.setStub('alipay.open.auth.token.app', { body: Object(body), times: 1 });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'mismatch' });
    expect(await world.grants('refresh_token')).toBe(1);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', generation: 1 });
    expect(await node.vault.authorization(world.appId, 'merchant-9')).toBeUndefined();
    expect(await node.vault.quarantine()).toMatchObject([{ kind: 'response', authAppId: m }]);
    await deliverAll(node);
    expect(node.events.filter(({ authAppId }) => authAppId === null)).toMatchObject([
      { type: 'attention', reason: 'mismatch' },
    ]);
    expect(node.reports).toMatchObject([{ kind: 'mismatch' }]);
    await expectInvariants(world, node);
  });

  it('a code of another application is refused', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world.sandbox.app(1);
    const merchantApplications = [{ authAppId: m, userId: '2088000000000001', kind: 'WEBAPP' as const }];
    const { app_auth_code: code } = await world.sandbox.consent({ appId, merchantApplications });
    await expect(node.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject({ code: 'code-refused' });
    expect(node.reports).toMatchObject([{ kind: 'mismatch' }]);
    expect(await node.vault.authorization(world.appId, m)).toBeUndefined();
  });

  it('pairs of another Alipay are not offered to this one', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const issuedAt = world.clock() - 1_000;
    const foreign = { appAuthToken: '202611BBforeign', appRefreshToken: '202611BBforeign2' };
    await node.vault.import({ from: [{ appId: world.appId, authAppId: m, ...foreign, issuedAt }] });
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'needs-reauthorization' });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ reason: 'needs-reauthorization' });
    await deliverAll(node);
    expect(node.events.at(-1)).toMatchObject({ type: 'attention', authAppId: m, reason: 'needs-reauthorization' });
    const production = { ...world.options(), database: world.database.url };
    await node.vault.close();
    const { appId, privateKey = '', alipayPublicKey } = world.app;
    const { AlipayClient } = await import('@lingpai/alipay');
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey });
    await expect(world.open({ ...production, applications: [{ client }] })).rejects.toMatchObject({
      code: 'wrong-environment',
    });
  });

  it('repeats nothing that Alipay may have done, when it throttles', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.injectFault({ effect: 'status', status: 429, ...refresh });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ failure: 'transient' });
    expect(await node.vault.rotate(world.appId, m)).toMatchObject({ generation: 2 });
    await expectInvariants(world, node);
  });
});
