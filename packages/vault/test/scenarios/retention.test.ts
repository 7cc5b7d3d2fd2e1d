import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PruneResult, VaultOptions } from '../../src/index.js';
import { backUp, restore } from '../support/copy-database.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const day = 86_400;
const m = 'merchant-1';
const short = { operations: 30, pairs: 30, events: 30, audit: 60 } as const;

function options(world: World, more: Partial<VaultOptions> = {}): Partial<VaultOptions> {
  return { applications: [{ client: world.client(), rotation: { everyDays: 10 } }], retention: short, ...more };
}

/** Days pass, and the workers have a turn every ten of them. */
async function live(world: World, node: Node, days: number): Promise<void> {
  for (let passed = 0; passed < days; passed += 11) {
    await world.sandbox.advanceClock(11 * day);
    await node.turns.rotation();
    await node.turns.audit();
    await deliverAll(node);
    await prune(node);
  }
}

async function prune(node: Node): Promise<void> {
  while (await node.turns.retention());
}

async function counts({ context }: Node): Promise<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const table of ['operation', 'pair', 'outbox', 'audit'] as const) {
    const rows = await context.store.read((database) => database.selectFrom(table).select('app_id').execute());
    result[table] = rows.length;
  }
  return result;
}

describeEngines('retention', (tests) => {
  it('bounds every table, and the audit chain stays verifiable from its checkpoint', async () => {
    await using world = await tests.world();
    const node = await world.open(options(world));
    await world.grant(node, m);
    await live(world, node, 154);
    const rows = await counts(node);
    // At most what falls into the period, the current one, and what is not irrelevant for long enough.
    expect(rows.operation).toBeLessThanOrEqual(4);
    expect(rows.pair).toBeLessThanOrEqual(5);
    expect(rows.outbox).toBeLessThanOrEqual(4);
    expect(rows.audit).toBeLessThanOrEqual(10);
    const verification = await node.vault.verifyAudit();
    expect(verification.broken).toEqual([]);
    expect(verification.entries).toBe(rows.audit);
    expect((await node.vault.authorization(world.appId, m))?.generation).toBeGreaterThan(12);
    await expectInvariants(world, node);

    const none = { operations: 0, pairs: 0, orders: 0, audit: 0, events: 0 };
    expect(await node.vault.prune()).toEqual(none);
    await world.sandbox.advanceClock(200 * day);
    const would = await node.vault.prune({ dryRun: true });
    expect(await counts(node)).toEqual(rows);
    expect(would.operations).toBeGreaterThan(0);
    expect(would.audit).toBeGreaterThan(0);
    const pruned: PruneResult[] = [];
    expect(await node.vault.prune({ onProgress: (one) => pruned.push(one) })).toEqual(would);
    expect(pruned.at(-1)).toEqual(would);
    expect(await node.vault.prune({ dryRun: true })).toEqual(none);
    expect((await node.vault.verifyAudit()).broken).toEqual([]);

    const { store } = node.context;
    const checkpoint = await store.read((database) =>
      database.selectFrom('audit_checkpoint').selectAll().where('auth_app_id', '=', m).executeTakeFirstOrThrow(),
    );
    // Removing older links takes the vault's secret, which moves the checkpoint.
    const next = await store.read((database) =>
      database
        .selectFrom('audit')
        .selectAll()
        .where('auth_app_id', '=', m)
        .where('sequence', '=', checkpoint.sequence + 1)
        .executeTakeFirstOrThrow(),
    );
    await store.write(async (database) => {
      const { sequence, hash } = next;
      await database.deleteFrom('audit').where('auth_app_id', '=', m).where('sequence', '=', sequence).execute();
      await database.updateTable('audit_checkpoint').set({ sequence, hash }).where('auth_app_id', '=', m).execute();
    });
    expect(await node.vault.verifyAudit()).toMatchObject({ broken: [{ authAppId: m, problem: 'changed' }] });
  });

  it('never prunes the newest audit link of an authorization, nor anything kept for ever', async () => {
    await using world = await tests.world();
    const node = await world.open(options(world, { applications: [{ client: world.client(), rotation: 'never' }] }));
    await world.grant(node, m);
    await live(world, node, 99);
    const links = await node.context.store.read((database) =>
      database.selectFrom('audit').select('sequence').where('auth_app_id', '=', m).execute(),
    );
    expect(links).toHaveLength(1);
    expect((await node.vault.token(world.appId, m)).state).toBe('active');
    const keeping = { operations: 'forever', pairs: 'forever', events: 'forever', audit: 'forever' } as const;
    const other = await world.open(options(world, { retention: keeping }));
    await other.vault.rotate(world.appId, m);
    const before = await counts(other);
    await world.sandbox.advanceClock(300 * day);
    await prune(other);
    expect(await counts(other)).toEqual(before);
    await expectInvariants(world, other);
  });

  it('keeps what a rotation with an unknown outcome started from, until a later rotation has succeeded', async () => {
    await using world = await tests.world();
    const node = await world.open(options(world, { applications: [{ client: world.client(), rotation: 'never' }] }));
    await world.grant(node, m);
    await node.vault.rotate(world.appId, m);
    await world.sandbox.injectFault({
      effect: 'drop-after',
      times: 1,
      match: { grantType: 'refresh_token' },
    });
    await node.vault.rotate(world.appId, m).catch(() => undefined);
    const unknown = () =>
      node.context.store.read((database) =>
        database.selectFrom('operation').select(['id', 'pair_id']).where('state', '=', 'unknown').execute(),
      );
    const [lost] = await unknown();
    expect(lost).toBeDefined();
    await world.sandbox.advanceClock(200 * day);
    await prune(node);
    expect(await unknown()).toEqual([lost]);
    const pairs = await node.vault.history(world.appId, m);
    expect(pairs.pairs.map(({ id }) => id)).toContain(lost?.pair_id);
    await node.vault.rotate(world.appId, m);
    await node.vault.rotate(world.appId, m);
    await world.sandbox.advanceClock(40 * day);
    await prune(node);
    await world.sandbox.advanceClock(day);
    await prune(node);
    expect(await unknown()).toEqual([]);
    expect((await node.vault.history(world.appId, m)).pairs.map(({ id }) => id)).not.toContain(lost?.pair_id);
    await expectInvariants(world, node);
  });

  it('is not mistaken for a database that was set back, which is still recognised', async () => {
    await using world = await tests.world();
    const idle = join(world.spoolDirectory, 'idle');
    mkdirSync(idle);
    const asleep = await world.open(options(world, { spoolDirectory: idle }));
    await world.grant(asleep, m);
    await asleep.vault.close();
    const node = await world.open(options(world));
    await live(world, node, 66);
    const backup = await backUp(world.database.url);
    await live(world, node, 66);
    const woken = await world.open(options(world, { spoolDirectory: idle }));
    expect(woken.context.epoch.current).toBe(1);
    await woken.vault.close();
    await node.vault.close();
    await restore(world.database.url, backup);
    const restored = await world.open(options(world));
    expect(restored.context.epoch.current).toBe(2);
  });

  it('is done while others work', async () => {
    await using world = await tests.world();
    const node = await world.open(options(world));
    const names = Array.from({ length: 8 }, (_, index) => `merchant-${index}`);
    await world.grant(node, ...names);
    for (let turn = 0; turn < 6; turn += 1) {
      await world.sandbox.advanceClock(11 * day);
      await Promise.all([
        ...names.map((name) => node.vault.rotate(world.appId, name)),
        node.turns.retention(),
        node.turns.outbox(),
      ]);
    }
    await prune(node);
    await expectInvariants(world, node);
    expect(node.reports).toEqual([]);
  });
});
