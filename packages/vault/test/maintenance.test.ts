import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Authorization } from '../src/index.js';
import { openVault } from '../src/index.js';
import type { Database } from '../src/store/engine.js';
import { vaultMigrations } from '../src/store/migrations/vault-migrations.js';
import { createDatabase, describeEngines } from './support/engines.js';
import { expectInvariants } from './support/invariants.js';
import type { Node } from './support/world.js';

const m = 'merchant-1';

async function listAll(node: Node, options: Parameters<Node['vault']['list']>[0]): Promise<Authorization[]> {
  const all: Authorization[] = [];
  for await (const page of node.vault.list({ pageSize: 2, ...options })) {
    expect(page.length).toBeLessThanOrEqual(2);
    all.push(...page);
  }
  return all;
}

const historyOf = (database: Database) =>
  database.withTables<{
    readonly vault_migration: { version: number; name: string; checksum: string; applied_at: number };
  }>();

const names = (list: readonly Authorization[]) => list.map(({ authAppId }) => authAppId);

describeEngines('maintenance', (tests) => {
  it('lists by key and by deadline, page by page', async () => {
    await using world = await tests.world();
    const node = await world.open();
    for (const name of ['a', 'e', 'c']) {
      await world.grant(node, name);
      await world.sandbox.advanceClock(1_000);
    }
    await world.grant(node, 'b', 'd');
    await node.vault.deactivate(world.appId, 'b');
    expect(names(await listAll(node, {}))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(names(await listAll(node, { appId: world.appId, state: 'active' }))).toEqual(['a', 'c', 'd', 'e']);
    const later = world.clock() + 400 * 86_400_000;
    expect(names(await listAll(node, { dueBefore: later }))).toEqual(['a', 'e', 'c', 'd']);
    expect(names(await listAll(node, { dueBefore: world.clock() }))).toEqual([]);
    const [{ userId } = { userId: null }] = await listAll(node, { state: 'active' });
    expect(names(await listAll(node, { userId: userId ?? '' }))).toEqual(['a']);
    await node.vault.assign(world.appId, 'c', { reference: 'shop-1' });
    const [c] = await listAll(node, { reference: 'shop-1' });
    expect(c?.authAppId).toBe('c');
    expect(names(await listAll(node, { appId: world.appId, after: c }))).toEqual(['d', 'e']);
    const [first] = await listAll(node, { dueBefore: later });
    expect(names(await listAll(node, { appId: world.appId, dueBefore: later, after: first }))).toEqual(['e', 'c', 'd']);
    await expect(listAll(node, { after: first })).rejects.toThrow('after: expected it together with appId');
  });

  it('counts authorizations by state and deadline, and what waits', async () => {
    await using world = await tests.world();
    const node = await world.open();
    expect((await node.vault.status()).states).toEqual([]);
    await world.grant(node, m, 'merchant-2');
    await node.vault.deactivate(world.appId, 'merchant-2');
    const status = await node.vault.status();
    const active = status.states.find(({ state }) => state === 'active');
    expect(active).toMatchObject({ appId: world.appId, count: 1, due: 0, reason: null });
    expect(active?.deadlines[90]).toBe(0);
    expect(status.states.find(({ state }) => state === 'deactivated')?.count).toBe(1);
    expect(status.events.waiting).toBe(3);
    expect(status.events.oldest).toBeLessThanOrEqual(world.clock());
    expect(status.applications).toMatchObject([{ appId: world.appId, isClockSkewed: false, stopped: undefined }]);
    expect(status).toMatchObject({ inbox: { waiting: 0, oldest: null }, spooled: 0 });
    await world.sandbox.advanceClock(380 * 86_400);
    const later = (await node.vault.status()).states.find(({ state }) => state === 'active');
    expect(later).toMatchObject({ due: 1, deadlines: { 0: 1, 90: 1 } });
  });

  it('checks with Alipay whether a token works', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    expect((await node.vault.check(world.appId, m)).state).toBe('active');
    await world.cancel(m);
    expect((await node.vault.check(world.appId, m)).state).toBe('cancelled');
    await expect(node.vault.check(world.appId, 'nobody')).rejects.toMatchObject({ code: 'unknown-authorization' });
  });

  it('moves to another database, and is confirmed by Alipay before it is used', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    const { state } = node.vault.consentLink({ appId: world.appId, kinds: ['TINYAPP'] });
    await node.vault.redeem({ appId: world.appId, code: await world.consent('merchant-3'), state });
    await node.vault.rotate(world.appId, m);
    await node.vault.deactivate(world.appId, 'merchant-2');
    const to = join(world.spoolDirectory, 'export.lingpai');
    expect(await node.vault.export({ to })).toEqual({ authorizations: 3, pairs: 4, unreadable: 0 });
    await expect(node.vault.export({ to: join(world.spoolDirectory, 'none', 'x') })).rejects.toMatchObject({
      code: 'file',
    });
    const other = await createDatabase(tests.engine);
    try {
      const there = await world.open({ database: other.url, spoolDirectory: join(other.folder, 'spool') });
      expect(await there.vault.import({ from: to, dryRun: true })).toEqual({ authorizations: 3, pairs: 4 });
      expect(await listAll(there, {})).toEqual([]);
      const progress: number[] = [];
      await there.vault.import({ from: to, onProgress: ({ authorizations }) => void progress.push(authorizations) });
      await there.vault.import({ from: to });
      expect(progress).toEqual([3]);
      const calls = (await world.sandbox.requests()).length;
      expect((await there.vault.token(world.appId, m)).value).toBe((await node.vault.token(world.appId, m)).value);
      expect(await world.sandbox.requests()).toHaveLength(calls + 1);
      await expect(there.vault.token(world.appId, 'merchant-2')).rejects.toMatchObject({ code: 'deactivated' });
      const third = await there.vault.rotate(world.appId, 'merchant-3');
      expect(third).toMatchObject({ state: 'active', requestedKinds: ['TINYAPP'] });
      await expectInvariants(world, there, { lost: ['merchant-2'] });
      await there.vault.close();
    } finally {
      await other.drop();
    }
  });

  it('refuses a file to import that was changed, cut off or sealed with another key', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    const to = join(world.spoolDirectory, 'export.lingpai');
    await node.vault.export({ to });
    const lines = readFileSync(to, 'utf8').trimEnd().split('\n');
    const attempts: readonly (readonly [string, readonly string[]])[] = [
      ['the file to import is not whole', lines.slice(0, -1)],
      ['the file to import has a line 2 that does not open', [lines[0] ?? '', ...lines.slice(2)]],
      ['the file to import has a line 2 that does not open', lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? '')],
      ['the file to import goes on after its end', [...lines, lines[1] ?? '']],
      ['the file to import is not one of export', ['hello']],
    ];
    for (const [message, changed] of attempts) {
      const from = join(world.spoolDirectory, 'changed.lingpai');
      writeFileSync(from, `${changed.join('\n')}\n`);
      await expect(node.vault.import({ from })).rejects.toMatchObject({ code: 'invalid-import', message });
    }
    await expect(
      node.vault.import({ from: [{ appId: world.appId, authAppId: 'x', appAuthToken: 'a b' }] }),
    ).rejects.toThrow(new TypeError('from[0].appAuthToken: expected a token'));
  });

  it('finds what was changed, removed or added in the audit chains', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const authAppIds = ['changed', 'cut', 'hole', 'removed', 'sound'];
    await world.grant(node, ...authAppIds);
    for (const name of authAppIds) await node.vault.rotate(world.appId, name);
    expect(await node.vault.verifyAudit()).toMatchObject({ entries: 10, broken: [] });
    await node.context.store.write(async (database) => {
      const of = (name: string) => database.updateTable('audit').where('auth_app_id', '=', name);
      await of('changed').set({ at: 1 }).where('sequence', '=', 2).execute();
      await database.deleteFrom('audit').where('auth_app_id', '=', 'cut').where('sequence', '=', 2).execute();
      await database.deleteFrom('audit').where('auth_app_id', '=', 'hole').where('sequence', '=', 1).execute();
      await database.deleteFrom('authorization').where('auth_app_id', '=', 'removed').execute();
    });
    const { broken } = await node.vault.verifyAudit();
    expect(broken.map(({ authAppId, sequence, problem }) => [authAppId, sequence, problem])).toEqual([
      ['changed', 2, 'changed'],
      ['cut', 2, 'missing'],
      ['hole', 1, 'missing'],
      ['removed', 1, 'unknown-chain'],
    ]);
  });

  it('is opened by several processes at once, and by none of an older version', async () => {
    const database = await createDatabase(tests.engine);
    await using world = await tests.world();
    try {
      const options = world.options({ database: database.url });
      const vaults = await Promise.all(Array.from({ length: 4 }, () => openVault(options)));
      const [first] = vaults;
      await first?.redeem({ appId: world.appId, code: await world.consent(m) });
      for (const vault of vaults) expect((await vault.token(world.appId, m)).state).toBe('active');
      await Promise.all(vaults.map((vault) => vault.close()));
      const node = await world.open({ database: database.url });
      const version = vaultMigrations.migrations.length + 1;
      const row = { version, name: 'later', checksum: 'x', applied_at: 1 };
      await node.context.store.write((one) => historyOf(one).insertInto('vault_migration').values(row).execute());
      await expect(openVault(options)).rejects.toMatchObject({ code: 'newer-schema' });
      await node.context.store.write((one) =>
        historyOf(one).deleteFrom('vault_migration').where('version', '=', version).execute(),
      );
      await node.context.store.write((one) =>
        historyOf(one).updateTable('vault_migration').set({ checksum: 'x' }).execute(),
      );
      await expect(openVault(options)).rejects.toMatchObject({ code: 'schema' });
      await node.vault.close();
    } finally {
      await database.drop();
    }
  });

  it('runs its workers by itself, and stops them', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const running = node.vault.start();
    await world.grant(node, m);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (node.events.length === 0) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    await running.stop();
    await node.vault.close();
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'closed' });
    expect(node.reports).toEqual([]);
  });
});
