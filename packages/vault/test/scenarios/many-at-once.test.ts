import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lockAuthorization } from '../../src/store/lock-authorization.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { createOutage } from '../support/outage.js';
import type { Node, World } from '../support/world.js';

const day = 86_400;
const rotation = 'alipay.open.auth.token.app';
const merchants = Array.from({ length: 12 }, (_, index) => `merchant-${index}`);
const spooled = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sealed'));

async function grantDue(world: World, node: Node): Promise<void> {
  await world.grant(node, ...merchants);
  await world.sandbox.advanceClock(250 * day);
}

async function generations(world: World, { vault }: Node): Promise<Map<string, number | undefined>> {
  const all = merchants.map(
    async (name) => [name, (await vault.authorization(world.appId, name))?.generation] as const,
  );
  return new Map(await Promise.all(all));
}

const withGeneration = (all: Map<string, number | undefined>, wanted: number) =>
  [...all].filter(([, generation]) => generation === wanted).map(([name]) => name);

describeEngines('many rotations at once', (tests) => {
  it('one response about another merchant does not spoil those that came with it', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await grantDue(world, node);
    await world.consent('merchant-elsewhere');
    const [body] = await world.responses('merchant-elsewhere');
    await world.sandbox.setStub(rotation, { body: Object(body), times: 1 });
    await node.turns.rotation();
    const all = await generations(world, node);
    expect(withGeneration(all, 2)).toHaveLength(merchants.length - 1);
    const [spoilt] = withGeneration(all, 1);
    expect(await node.vault.quarantine()).toMatchObject([{ kind: 'response', authAppId: spoilt }]);
    await expectInvariants(world, node);
  });

  it('one refresh token that does not open does not keep the others from being rotated', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await grantDue(world, node);
    const [damaged = ''] = merchants;
    await node.context.store.write((database) =>
      database
        .updateTable('pair')
        .set({ sealed_refresh_token: Buffer.from('not sealed at all') })
        .where('auth_app_id', '=', damaged)
        .execute(),
    );
    await node.turns.rotation();
    expect(withGeneration(await generations(world, node), 1)).toEqual([damaged]);
    expect(node.reports).toMatchObject([{ kind: 'quarantined', authAppId: damaged }]);
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(merchants.length - 1);
    await expectInvariants(world, node);
  });

  it('the database is down when the responses come, and each of them goes to the spool', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    let isDue = false;
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (isDue && point === 'before-received') await outage.begin();
      },
    });
    await grantDue(world, node);
    isDue = true;
    await node.turns.rotation();
    isDue = false;
    expect(spooled(world.spoolDirectory)).toHaveLength(merchants.length);
    await outage.end();
    await node.turns.rotation();
    await node.turns.recovery();
    expect(spooled(world.spoolDirectory)).toEqual([]);
    expect(withGeneration(await generations(world, node), 2)).toEqual(merchants);
    expect(await world.grants('refresh_token')).toBe(merchants.length);
    await expectInvariants(world, node);
  });

  it('a response about another merchant that went to the spool is set aside once', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    const [name = ''] = merchants;
    let isDown = false;
    const node = await world.open({
      database: outage.url,
      onKillPoint: async (point) => {
        if (isDown && point === 'before-received') await outage.begin();
      },
    });
    await world.grant(node, name);
    await world.consent('merchant-elsewhere');
    const [body] = await world.responses('merchant-elsewhere');
    await world.sandbox.setStub(rotation, { body: Object(body), times: 1 });
    isDown = true;
    await expect(node.vault.rotate(world.appId, name)).rejects.toMatchObject({ code: 'database' });
    isDown = false;
    await outage.end();
    for (let turn = 0; turn < 3; turn += 1) await node.turns.recovery();
    expect(spooled(world.spoolDirectory)).toEqual([]);
    await expectInvariants(world, node);
    expect(node.events.filter(({ authAppId }) => authAppId === null)).toMatchObject([{ reason: 'mismatch' }]);
    expect(await node.vault.authorization(world.appId, name)).toMatchObject({ state: 'active', generation: 1 });
  });

  it('rotates what callers ask for at about the same time with one lease transaction', async () => {
    await using world = await tests.world();
    const points: string[] = [];
    const node = await world.open({ onKillPoint: (point) => void points.push(point) });
    await world.grant(node, ...merchants);
    points.length = 0;
    await Promise.all(merchants.map((name) => node.vault.rotate(world.appId, name)));
    expect(points.filter((point) => point === 'after-started')).toHaveLength(1);
    expect(withGeneration(await generations(world, node), 2)).toEqual(merchants);
    expect(await world.grants('refresh_token')).toBe(merchants.length);
    await expectInvariants(world, node);
  });

  it('one that cannot be rotated does not spoil those that callers ask for with it', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, ...merchants);
    const [first = '', damaged = '', ...others] = merchants;
    await node.context.store.write((database) =>
      database.updateTable('authorization').set({ generation: 7 }).where('auth_app_id', '=', damaged).execute(),
    );
    const asked = [first, damaged, 'unknown', ...others].map((name) => node.vault.rotate(world.appId, name));
    const [, ...outcomes] = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(others.length);
    expect(outcomes.slice(0, 2)).toMatchObject([
      { reason: { code: 'tampered', authAppId: damaged } },
      { reason: { code: 'unknown-authorization', authAppId: 'unknown' } },
    ]);
    expect(withGeneration(await generations(world, node), 2)).toEqual([first, ...others]);
  });

  // On SQLite a transaction has the whole database to itself.
  const ifRowsAreLocked = tests.engine === 'sqlite' ? undefined : it;
  ifRowsAreLocked?.('one that another transaction has locked keeps no other waiting', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, ...merchants);
    // Only a few: to find most rows of a small table, MySQL reads, and so waits for, all of them.
    const [locked = '', ...others] = merchants.slice(0, 3);
    let end: () => void = () => undefined;
    let isLocked = false;
    const held = node.context.store.write(async (database) => {
      await lockAuthorization(node.context, database, { appId: world.appId, authAppId: locked });
      isLocked = true;
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    await until('the row is locked', async () => isLocked);
    const waiting = node.vault.rotate(world.appId, locked);
    await Promise.all(others.map((name) => node.vault.rotate(world.appId, name)));
    expect(withGeneration(await generations(world, node), 2)).toEqual(others);
    end();
    await held;
    expect(await waiting).toMatchObject({ generation: 2 });
    await expectInvariants(world, node);
  });

  it('gives back what it has leased and not called for, when it is stopped', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('refresh_token');
    const client = world.client(world.app, { transport });
    const node = await world.open({ applications: [{ client }], concurrency: 2 });
    await grantDue(world, node);
    const stopping = new AbortController();
    const turn = node.turns.rotation(stopping.signal);
    await until('Alipay has rotated two', async () => (await world.grants('refresh_token')) === 2);
    stopping.abort();
    letThrough();
    await turn;
    expect(withGeneration(await generations(world, node), 2)).toHaveLength(2);
    const leased = await node.context.store.read((database) =>
      database.selectFrom('authorization').select('auth_app_id').where('lease_owner', 'is not', null).execute(),
    );
    expect(leased).toEqual([]);

    while (await node.turns.rotation());
    expect(withGeneration(await generations(world, node), 2)).toEqual(merchants);
    expect(await world.grants('refresh_token')).toBe(merchants.length);
    await expectInvariants(world, node);
  });
});
