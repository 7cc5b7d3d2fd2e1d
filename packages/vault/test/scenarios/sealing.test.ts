import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { masterKeys, type Node, randomKey, type World } from '../support/world.js';

const m = 'merchant-1';
const k1 = masterKeys.keys.k1;
const k2 = randomKey();
const both = { current: 'k2', keys: { k1, k2 } };

async function importMany(world: World, node: Node, count: number): Promise<void> {
  const from = Array.from({ length: count }, (_, index) => ({
    appId: world.appId,
    authAppId: `imported-${index}`,
    appAuthToken: `token-${index}`,
    appRefreshToken: `refresh-${index}`,
    issuedAt: world.clock(),
  }));
  await node.vault.import({ from });
}

async function keyIds({ context: { store } }: Node): Promise<string[]> {
  const rows = await store.read((database) => database.selectFrom('pair').select('key_id').distinct().execute());
  return rows.map(({ key_id }) => key_id).sort();
}

async function retiredKeys({ context: { store } }: Node): Promise<string[]> {
  const rows = await store.read((database) =>
    database.selectFrom('master_key').select('id').where('retired_at', 'is not', null).execute(),
  );
  return rows.map(({ id }) => id);
}

describeEngines('sealing', (tests) => {
  it('a change of master key that is killed half-way is resumed', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await importMany(world, node, 210);
    const changing = await world.open({ masterKeys: both });
    const stop = () => {
      throw new Error('killed');
    };
    await expect(changing.vault.reseal({ onProgress: stop })).rejects.toThrow('killed');
    expect(await keyIds(node)).toEqual(['k1', 'k2']);
    expect((await changing.vault.token(world.appId, m)).stale).toBe(false);
    await expect(world.open()).rejects.toMatchObject({ code: 'missing-key' });
    await expect(world.open({ masterKeys: { current: 'k2', keys: { k2 } } })).rejects.toMatchObject({
      code: 'missing-key',
    });
    const seen: number[] = [];
    const onProgress = ({ resealed }: { resealed: number }) => void seen.push(resealed);
    expect(await changing.vault.reseal({ onProgress })).toMatchObject({ quarantined: 0, retired: ['k1'] });
    expect(seen.length).toBeGreaterThan(0);
    expect(await keyIds(node)).toEqual(['k2']);
    const after = await world.open({ masterKeys: { current: 'k2', keys: { k2 } } });
    const token = await after.vault.token(world.appId, m);
    expect(token.value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    expect(await after.vault.verifyAudit()).toMatchObject({ broken: [] });
  });

  it('looks at a retired key again: another node may seal with it still', async () => {
    await using world = await tests.world();
    const older = await world.open();
    await world.grant(older, m);
    const newer = await world.open({ masterKeys: both });
    expect(await newer.vault.reseal()).toMatchObject({ retired: ['k1'] });
    expect(await retiredKeys(newer)).toEqual(['k1']);
    // The older node cannot read what is sealed with k2, but it redeems and seals with k1.
    await world.grant(older, 'merchant-2', 'merchant-3');
    expect(await keyIds(newer)).toEqual(['k1', 'k2']);
    await older.turns.recovery();
    expect(await retiredKeys(newer)).toEqual([]);
    await expect(world.open({ masterKeys: { current: 'k2', keys: { k2 } } })).rejects.toMatchObject({
      code: 'missing-key',
    });
    const stop = () => {
      throw new Error('killed');
    };
    await expect(newer.vault.reseal({ onProgress: stop })).rejects.toThrow('killed');
    expect(await newer.vault.reseal()).toMatchObject({ retired: ['k1'] });
    expect(await keyIds(newer)).toEqual(['k2']);
    await world.grant(older, 'merchant-4');
    expect(await newer.vault.reseal()).toMatchObject({ resealed: 1, quarantined: 0, retired: ['k1'] });
    expect(await keyIds(newer)).toEqual(['k2']);
    await expectInvariants(world, newer);
  });

  it('reseals while another node seals, and retires the key when that has stopped', async () => {
    await using world = await tests.world();
    const older = await world.open({ masterKeys: { current: 'k1', keys: { k1, k2 } } });
    const newer = await world.open({ masterKeys: both });
    const granting = (async () => {
      for (let index = 0; index < 12; index += 1) await world.grant(older, `merchant-${index}`);
    })();
    for (let turn = 0; turn < 4; turn += 1) await newer.vault.reseal();
    await granting;
    expect(await newer.vault.reseal()).toMatchObject({ quarantined: 0, retired: ['k1'] });
    expect(await keyIds(newer)).toEqual(['k2']);
    await expectInvariants(world, newer);
  });

  it('reseals a file of the spool that this process cannot store', async () => {
    await using world = await tests.world();
    const older = await world.open();
    const code = { kind: 'code', state: undefined, reference: undefined, receivedAt: world.clock() } as const;
    await older.context.spool.put({ ...code, id: '1'.repeat(32), appId: 'not-configured', code: 'c' });
    await older.vault.close();
    const newer = await world.open({ masterKeys: both });
    expect(await newer.vault.reseal()).toMatchObject({ retired: ['k1'] });
    await newer.vault.close();
    const after = await world.open({ masterKeys: { current: 'k2', keys: { k2 } } });
    expect(after.reports).toMatchObject([{ kind: 'quarantined', appId: 'not-configured' }]);
  });

  it('nodes with different keys do not take a row for a bad one', async () => {
    await using world = await tests.world();
    const older = await world.open();
    const newer = await world.open({ masterKeys: both });
    await world.grant(newer, m);
    await expect(older.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'missing-key' });
    await expect(older.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'missing-key' });
    expect(await newer.vault.quarantine()).toEqual([]);
    await expectInvariants(world, newer);
  });

  it('a wrong key is refused', async () => {
    await using world = await tests.world();
    await world.open();
    await expect(world.open({ masterKeys: { current: 'k1', keys: { k1: k2 } } })).rejects.toMatchObject({
      code: 'wrong-key',
      message: 'masterKeys: the key "k1" is not the one that sealed this database',
    });
  });

  it('a flipped byte is set aside, and a rotation mends it', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    await node.context.store.write(async (database) => {
      const rows = await database.selectFrom('pair').selectAll().where('auth_app_id', '=', m).execute();
      for (const { id, sealed_token } of rows) {
        const bytes = Buffer.from(sealed_token);
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
        await database.updateTable('pair').set({ sealed_token: bytes }).where('id', '=', id).execute();
      }
    });
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'unreadable' });
    expect(node.reports).toMatchObject([{ kind: 'quarantined', authAppId: m }]);
    expect(await node.vault.quarantine()).toMatchObject([{ kind: 'pair', authAppId: m }]);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active' });
    await node.turns.rotation();
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    await expectInvariants(world, node);
  });

  it('two cipher texts swapped between rows do not open', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    await node.context.store.write(async (database) => {
      const [one, two] = await database.selectFrom('pair').selectAll().orderBy('id').execute();
      if (one === undefined || two === undefined) throw new Error('there are two');
      const { sealed_token: first } = one;
      await database.updateTable('pair').set({ sealed_token: two.sealed_token }).where('id', '=', one.id).execute();
      await database.updateTable('pair').set({ sealed_token: first }).where('id', '=', two.id).execute();
    });
    for (const name of [m, 'merchant-2']) {
      await expect(node.vault.token(world.appId, name)).rejects.toMatchObject({ code: 'unreadable' });
    }
    while (await node.turns.rotation());
    await expectInvariants(world, node);
  });

  it('a token in the place of its refresh token does not open either', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await node.context.store.write((database) =>
      database.updateTable('pair').set({ sealed_token: sql`sealed_refresh_token` }).execute(),
    );
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('wraps its keys with a key management service', async () => {
    await using world = await tests.world();
    const flip = (bytes: Uint8Array) => Buffer.from(bytes).map((byte) => byte ^ 0x5a);
    const service = { wrap: async (key: Uint8Array) => flip(key), unwrap: async (key: Uint8Array) => flip(key) };
    const node = await world.open({ masterKeys: { current: 'kms-1', ...service } });
    await world.grant(node, m);
    const next = await world.open({ masterKeys: { current: 'kms-2', ...service } });
    expect(await next.vault.reseal()).toMatchObject({ retired: ['kms-1'] });
    expect((await next.vault.token(world.appId, m)).state).toBe('active');
    await expect(
      world.open({ masterKeys: { current: 'kms-2', ...service, unwrap: async (key) => key } }),
    ).rejects.toMatchObject({
      code: 'wrong-key',
    });
    await expect(world.open()).rejects.toMatchObject({ code: 'missing-key' });
    await expectInvariants(world, next);
  });
});
