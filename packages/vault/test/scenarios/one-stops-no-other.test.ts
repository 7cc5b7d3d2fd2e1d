import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contextId } from '../../src/context/vault-context.js';
import { stageCode } from '../../src/inbox/stage-code.js';
import { insertStarted, startedOperation } from '../../src/journal/start-operations.js';
import { describeEngines } from '../support/engines.js';
import type { World } from '../support/world.js';

const day = 86_400;

/** The first application signs with a key that Alipay does not know; the second is sound. */
function applicationsOf(world: World) {
  const [first, second] = [world.sandbox.app(0), world.sandbox.app(1)];
  const broken = world.client({ ...first, privateKey: second.privateKey ?? '' });
  return { broken: { client: broken }, sound: { client: world.client(second) }, soundId: second.appId };
}

async function grantIn(world: World, node: Awaited<ReturnType<World['open']>>, appId: string, ...names: string[]) {
  const merchantApplications = names.map((authAppId) => ({
    authAppId,
    userId: '2088000000000001',
    kind: 'WEBAPP' as const,
  }));
  const { app_auth_code: code } = await world.sandbox.consent({ appId, merchantApplications });
  await node.vault.redeem({ appId, code });
}

describeEngines('an application that Alipay refuses', (tests) => {
  for (const order of ['first', 'last'] as const) {
    it(`keeps no worker from the others when it is ${order} in the configuration`, async () => {
      await using world = await tests.world();
      const { broken, sound, soundId } = applicationsOf(world);
      const before = await world.open({ applications: [{ client: world.client() }, sound] });
      await grantIn(world, before, world.appId, 'a1', 'a2');
      await grantIn(world, before, soundId, 'b-cancelled', 'b-due');
      await before.vault.close();
      const applications = order === 'first' ? [broken, sound] : [sound, broken];
      const node = await world.open({ applications });
      await world.sandbox.advanceClock(60 * day);
      await node.vault.rotate(world.appId, 'a1').catch(() => undefined);
      expect(node.context.applications.get(world.appId)?.circuit.isOpen).toBe(true);
      await world.sandbox.cancel({ appId: soundId, authAppId: 'b-cancelled' });
      await node.turns.audit();
      expect(await node.vault.authorization(soundId, 'b-cancelled')).toMatchObject({ state: 'cancelled' });
      await world.sandbox.advanceClock(190 * day);
      await node.turns.rotation();
      expect(await node.vault.authorization(soundId, 'b-due')).toMatchObject({ generation: 2 });
      expect(await node.vault.authorization(world.appId, 'a1')).toMatchObject({ state: 'active', generation: 1 });
      expect((await node.vault.token(world.appId, 'a1')).state).toBe('active');
      await grantIn(world, node, soundId, 'b-new');
      await node.turns.inbox();
      await node.turns.alerts();
      await node.turns.recovery();
      await node.turns.outbox();
      expect(node.events).toContainEqual(expect.objectContaining({ type: 'authorized', authAppId: 'b-new' }));
    });
  }
});

describeEngines('an entry that can never be applied', (tests) => {
  it('is set aside in the spool, reported, and holds up no entry behind it', async () => {
    await using world = await tests.world();
    const { sound, soundId } = applicationsOf(world);
    const all = { applications: [{ client: world.client() }, sound] };
    const before = await world.open(all);
    const spooled = { kind: 'code' as const, state: undefined, reference: undefined, receivedAt: world.clock() };
    const { spool } = before.context;
    await spool.put({ ...spooled, id: '1'.repeat(32), appId: soundId, code: 'of-another-application' });
    await spool.put({ ...spooled, id: '2'.repeat(32), appId: world.appId, code: 'not a code' });
    await spool.put({ ...spooled, id: '3'.repeat(32), appId: world.appId, code: await world.consent('merchant-1') });
    // A process that ends leaves what it could not store.
    const node = await world.open();
    expect(node.reports.map(({ kind, message }) => [kind, message.split(';')[0]])).toEqual([
      ['quarantined', 'an entry of the spool is for an application that the vault does not have'],
      ['quarantined', 'an entry of the spool can never be stored'],
      ['unspooled', 'an entry of the spool was stored'],
    ]);
    await node.turns.inbox();
    expect(await node.vault.authorization(world.appId, 'merchant-1')).toMatchObject({ state: 'active' });
    node.reports.length = 0;
    await node.turns.recovery();
    expect(node.reports).toEqual([]);
    expect(readdirSync(world.spoolDirectory).filter((name) => name.endsWith('.bad'))).toHaveLength(1);
    const later = await world.open(all);
    expect(later.reports).toMatchObject([{ kind: 'unspooled', appId: soundId }]);
    expect(readdirSync(world.spoolDirectory).filter((name) => name.endsWith('.sealed'))).toEqual([]);
  });

  it('is set aside in the inbox, reported, and holds up no entry behind it', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { context } = node;
    const damaged = await stageCode(context, { appId: world.appId, code: await world.consent('merchant-1') });
    await stageCode(context, { appId: world.appId, code: await world.consent('merchant-2') });
    const bytes = Buffer.from(damaged.sealed_body ?? '');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await context.store.write((database) =>
      database.updateTable('inbox').set({ sealed_body: bytes }).where('id', '=', damaged.id).execute(),
    );
    await node.turns.inbox();
    expect(await node.vault.authorization(world.appId, 'merchant-2')).toMatchObject({ state: 'active' });
    expect(node.reports).toMatchObject([{ kind: 'quarantined', appId: world.appId }]);
    expect(await node.vault.quarantine()).toMatchObject([{ kind: 'entry', id: damaged.id, appId: world.appId }]);
    await node.turns.inbox();
    expect(node.reports).toHaveLength(1);
  });

  it('waits in the journal for its own application, and holds up no operation behind it', async () => {
    await using world = await tests.world();
    const { soundId } = applicationsOf(world);
    const node = await world.open();
    const { context } = node;
    await world.grant(node, 'merchant-1');
    const started = (appId: string, authAppId: string) =>
      startedOperation(context, { id: contextId(context), kind: 'rotate', app_id: appId, auth_app_id: authAppId }, 1);
    const foreign = Array.from({ length: 60 }, (_, index) => started(soundId, `b${index}`));
    const own = started(world.appId, 'merchant-1');
    await context.store.write((database) => insertStarted(context, database, [...foreign, own]));
    await node.turns.recovery();
    const left = await context.store.read((database) =>
      database.selectFrom('operation').select('app_id').where('state', '=', 'started').execute(),
    );
    expect(new Set(left.map(({ app_id }) => app_id))).toEqual(new Set([soundId]));
  });
});
