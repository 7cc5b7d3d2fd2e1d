import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseNotification } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { stageEntry } from '../../src/inbox/stage-entry.js';
import { applyNotification } from '../../src/notifications/apply-notification.js';
import { backUp } from '../support/copy-database.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { deliverAll, type Node, userIdOf, type World } from '../support/world.js';

const m = 'merchant-to-forget';
const reference = 'reference-to-forget';

/** Everything that the vault has stored, sealed texts opened by the vault's own key. */
async function everythingStored(world: World, node: Node): Promise<string> {
  const rows = Object.fromEntries(await backUp(world.database.url));
  const export_ = join(world.spoolDirectory, `export-${process.hrtime.bigint()}`);
  await node.vault.export({ to: export_ });
  const pages: unknown[] = [];
  for await (const page of node.vault.events()) pages.push(page);
  for await (const page of node.vault.list()) pages.push(page);
  const files = readdirSync(world.spoolDirectory)
    .map((name) => join(world.spoolDirectory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
  return JSON.stringify([rows, pages, files, node.context.spool.entries()], (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
}

async function expectNoTrace(world: World, node: Node): Promise<void> {
  const text = await everythingStored(world, node);
  for (const trace of [m, reference, userIdOf(m)]) expect(text.includes(trace), trace).toBe(false);
}

/** An order that is stored, and not acted on so far. */
async function stageNotificationOf({ context }: Node, appId: string, body: string) {
  const fields = parseNotification(body);
  const dedupeKey = fields.notify_id ?? '';
  return stageEntry(context, { kind: 'notification', appId, dedupeKey, body: JSON.stringify({ ...fields }) });
}

async function consentWithReference(world: World, node: Node) {
  const { state } = node.vault.consentLink({ appId: world.appId, reference });
  return { code: await world.consent(m), state };
}

describeEngines('forget', (tests) => {
  it('leaves no trace of the merchant in any table, event, spool file or export', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { code, state } = await consentWithReference(world, node);
    await node.vault.redeem({ appId: world.appId, code, state });
    const body = await world.notification(m);
    expect(await node.vault.receiveNotification(world.appId, body)).toBe('success');
    await node.vault.rotate(world.appId, m, { reason: `asked by ${reference}` });
    await deliverAll(node);
    await node.vault.rotate(world.appId, m);
    await world.grant(node, 'other');
    const orderOf = async () => {
      await world.sandbox.orderService(world.appId, userIdOf(m), reference);
      const order = (await world.sandbox.notifications()).at(-1);
      return order === undefined ? '' : world.sandbox.post(order);
    };
    expect(await node.vault.receiveNotification(world.appId, await orderOf())).toBe('success');
    await deliverAll(node);
    const waiting = await stageNotificationOf(node, world.appId, await orderOf());
    expect(await everythingStored(world, node)).toContain(reference);
    await node.vault.forget(world.appId, m);
    await expectNoTrace(world, node);
    await applyNotification(node.context, waiting.id);
    await expectNoTrace(world, node);
    expect(await node.vault.authorization(world.appId, m)).toBeUndefined();
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'unknown-authorization' });
    await expect(node.vault.forget(world.appId, m)).rejects.toMatchObject({ code: 'unknown-authorization' });
    expect((await node.vault.token(world.appId, 'other')).state).toBe('active');
    await expectInvariants(world, node);

    // What was known before does not bring it back, and leaves no trace either.
    expect(await node.vault.receiveNotification(world.appId, body)).toBe('success');
    expect(await node.vault.redeem({ appId: world.appId, code, state })).toEqual([]);
    await world.sandbox.advanceClock(5);
    await world.cancel(m);
    expect(await node.vault.receiveNotification(world.appId, await world.notification(m))).toBe('success');
    await expectNoTrace(world, node);
  });

  it('lets a later consent begin anew', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await deliverAll(node);
    await node.vault.forget(world.appId, m);
    await world.sandbox.advanceClock(1);
    expect(await world.grant(node, m)).toMatchObject([{ authAppId: m, state: 'active', generation: 1 }]);
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'authorized']);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    expect(await node.vault.verifyAudit()).toMatchObject({ broken: [] });
  });

  it('holds for a rotation and a redemption that are under way', async () => {
    await using world = await tests.world();
    for (const grantType of ['refresh_token', 'authorization_code'] as const) {
      const other = await world.open();
      await world.grant(other, m);
      const { transport, letThrough } = holdResponses(grantType);
      const node = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
      await world.sandbox.advanceClock(1);
      const code = grantType === 'authorization_code' ? await world.consent(m) : '';
      const seen = (await world.sandbox.requests()).at(-1)?.id;
      const work =
        code === ''
          ? node.vault.rotate(world.appId, m).catch(() => undefined)
          : node.vault.redeem({ appId: world.appId, code }).catch(() => undefined);
      await until('Alipay is asked', async () => (await world.sandbox.requests(seen)).length > 0);
      await other.vault.forget(world.appId, m);
      letThrough();
      await work;
      await node.turns.recovery();
      await node.turns.inbox();
      expect(await node.vault.authorization(world.appId, m)).toBeUndefined();
      await expectNoTrace(world, other);
      await node.vault.close();
    }
  });

  it('holds for a response in the spool of another node, whose operation the journal no longer has', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const other = await world.open({ spoolDirectory: join(world.spoolDirectory, 'other') });
    await world.grant(node, m, 'other');
    const model = { tokens: await world.responses(m, 'other') };
    const record = { model, alipayTime: world.clock(), elapsed: 100, obtainedAt: world.clock() };
    const { appId } = world;
    const spooled = { kind: 'response', id: '2'.repeat(32), appId, authAppId: m, traceId: undefined, record } as const;
    await other.context.spool.put(spooled);
    await node.vault.forget(appId, m);
    await other.turns.recovery();
    expect(other.context.spool.entries()).toEqual([]);
    expect(await node.vault.authorization(appId, m)).toBeUndefined();
    expect(await node.vault.authorization(appId, 'other')).toMatchObject({ state: 'active' });
    await expectNoTrace(world, node);
  });

  it('takes the merchant out of the spool, and keeps a code that may be of another', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { code, state } = await consentWithReference(world, node);
    await node.vault.redeem({ appId: world.appId, code, state });
    const next = await world.consent('other');
    await node.vault.forget(world.appId, m);
    const spooled = {
      kind: 'code',
      id: '1'.repeat(32),
      appId: world.appId,
      code: next,
      receivedAt: world.clock(),
    } as const;
    await world.grant(node, m);
    await node.vault.assign(world.appId, m, { reference });
    await node.context.spool.put({ ...spooled, state, reference });
    await node.vault.forget(world.appId, m);
    await node.turns.recovery();
    await node.turns.inbox();
    expect(await node.vault.authorization(world.appId, 'other')).toMatchObject({ state: 'active' });
    await expectNoTrace(world, node);
  });

  it('is the way out when a row was changed in the database', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await node.context.store.write((database) =>
      database.updateTable('authorization').set({ generation: 9 }).execute(),
    );
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'tampered' });
    await node.vault.forget(world.appId, m);
    await world.sandbox.advanceClock(1);
    await world.grant(node, m);
    expect((await node.vault.token(world.appId, m)).state).toBe('active');
    expect(await node.vault.verifyAudit()).toMatchObject({ broken: [] });
  });
});
