import { expect, it, vi } from 'vitest';
import type { AuthorizationRow } from '../../src/store/schema.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import type { Node } from '../support/world.js';

async function rowOf({ context }: Node, authAppId: string): Promise<AuthorizationRow> {
  return context.store.read((database) =>
    database.selectFrom('authorization').selectAll().where('auth_app_id', '=', authAppId).executeTakeFirstOrThrow(),
  );
}

async function overwrite(
  { context }: Node,
  table: 'authorization' | 'pair',
  authAppId: string,
  columns: object,
): Promise<void> {
  await context.store.write((database) =>
    database.updateTable(table).set(columns).where('auth_app_id', '=', authAppId).execute(),
  );
}

describeEngines('a row that was changed in the database', (tests) => {
  it("is not served when it names another merchant's pair", async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'a', 'b');
    const { pair_id } = await rowOf(node, 'b');
    await overwrite(node, 'authorization', 'a', { pair_id });
    await expect(node.vault.token(world.appId, 'a')).rejects.toMatchObject({
      code: 'tampered',
      appId: world.appId,
      authAppId: 'a',
      message: expect.stringContaining('restore its row from a backup'),
    });
    await expect(node.vault.rotate(world.appId, 'a')).rejects.toMatchObject({ code: 'tampered' });
    expect(await node.vault.authorization(world.appId, 'a')).toMatchObject({ tampered: true });
    expect(await node.vault.authorization(world.appId, 'b')).toMatchObject({ tampered: false });
    expect(await node.vault.verifyAudit()).toMatchObject({ broken: [{ authAppId: 'a', problem: 'row-changed' }] });
    expect((await node.vault.token(world.appId, 'b')).state).toBe('active');
  });

  it('is not what the vault itself changed, in the result of any call', async () => {
    await using world = await tests.world();
    const { vault } = await world.open();
    const { appId } = world;
    const intact = { tampered: false };
    expect(await vault.redeem({ appId, code: await world.consent('a') })).toMatchObject([intact]);
    expect(await vault.assign(appId, 'a', { reference: 'order-1' })).toMatchObject(intact);
    expect(await vault.rotate(appId, 'a')).toMatchObject(intact);
    expect(await vault.check(appId, 'a')).toMatchObject(intact);
    expect(await vault.deactivate(appId, 'a')).toMatchObject(intact);
  });

  it('is not served when it was cancelled and is set back to active', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'a');
    const { state, pair_id } = await rowOf(node, 'a');
    await world.sandbox.advanceClock(5);
    await world.cancel('a');
    await node.vault.receiveNotification(world.appId, await world.notification('a'));
    await overwrite(node, 'authorization', 'a', { state, pair_id });
    await expect(node.vault.token(world.appId, 'a')).rejects.toMatchObject({ code: 'tampered' });
    for await (const page of node.vault.list()) expect(page).toMatchObject([{ authAppId: 'a', tampered: true }]);
    expect(await node.vault.verifyAudit()).toMatchObject({ broken: [{ authAppId: 'a', problem: 'row-changed' }] });
  });

  it('is found when an older row was put back, by verifyAudit and by the audit worker', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'a', 'b');
    const older = await rowOf(node, 'a');
    await node.vault.rotate(world.appId, 'a');
    const { audit_sequence, audit_hash } = await rowOf(node, 'a');
    for (const heads of [{}, { audit_sequence, audit_hash }]) {
      await overwrite(node, 'authorization', 'a', { ...older, ...heads, probe_at: 1 });
      expect(await node.vault.verifyAudit()).toMatchObject({ broken: [{ appId: world.appId, authAppId: 'a' }] });
      node.reports.length = 0;
      await node.turns.audit();
      expect(node.reports).toContainEqual(expect.objectContaining({ kind: 'tampered', authAppId: 'a' }));
      expect(node.reports.filter(({ authAppId }) => authAppId === 'b')).toEqual([]);
    }
  });

  it("does not serve another merchant's pair that was moved to an authorization", async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'a');
    await world.sandbox.advanceClock(2 * 86_400);
    await world.grant(node, 'b');
    const tokenOfB = (await node.vault.token(world.appId, 'b')).value;
    await overwrite(node, 'pair', 'b', { auth_app_id: 'a' });
    // The vault itself makes the newest pair of the authorization current.
    await node.vault.assign(world.appId, 'a', { reference: 'shop-a' });
    await expect(node.vault.token(world.appId, 'a')).rejects.toMatchObject({ code: 'unreadable' });
    // The pair was set aside, and no longer counts.
    await node.vault.assign(world.appId, 'a', { reference: 'shop-a' });
    const token = await node.vault.token(world.appId, 'a');
    expect(token.value).not.toBe(tokenOfB);
    expect((await world.snapshot('a'))?.pairs.map(({ appAuthToken }) => appAuthToken)).toContain(token.value);
  });

  it('stops no other authorization', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'a', 'b', 'c');
    await overwrite(node, 'authorization', 'a', { generation: 7 });
    await world.sandbox.advanceClock(280 * 86_400);
    await node.turns.rotation();
    expect(await node.vault.authorization(world.appId, 'b')).toMatchObject({ generation: 2 });
    expect(await node.vault.authorization(world.appId, 'c')).toMatchObject({ generation: 2 });
    expect(node.reports).toContainEqual(expect.objectContaining({ kind: 'tampered', authAppId: 'a' }));
    const reports = node.reports.length;
    await node.turns.rotation();
    expect(node.reports).toHaveLength(reports);
  });
});

describeEngines('verifyAudit', (tests) => {
  it('asks as many questions for 40 authorizations as for 2, and does not mind others that write', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const read = vi.spyOn(node.context.store, 'read');
    const queriesOfVerification = async () => {
      read.mockClear();
      expect(await node.vault.verifyAudit()).toMatchObject({ broken: [] });
      return read.mock.calls.length;
    };
    await world.grant(node, 'a', 'b');
    const few = await queriesOfVerification();
    await world.grant(node, ...Array.from({ length: 38 }, (_, index) => `m${index}`));
    expect(await queriesOfVerification()).toBe(few);
    const [verification] = await Promise.all([node.vault.verifyAudit(), node.vault.rotate(world.appId, 'a')]);
    expect(verification).toMatchObject({ broken: [] });
    await expectInvariants(world, node);
  });
});
