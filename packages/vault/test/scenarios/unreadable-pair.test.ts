import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
type Column = 'sealed_token' | 'sealed_refresh_token';

/** The newest pair, as far as the columns go, becomes unreadable; reading finds it out. */
async function damageNewest(world: World, node: Node, columns: readonly Column[]): Promise<void> {
  await node.context.store.write(async (database) => {
    const pair = await database
      .selectFrom('pair')
      .selectAll()
      .orderBy('issue_before', 'desc')
      .limit(1)
      .executeTakeFirst();
    for (const column of columns) {
      const bytes = Buffer.from(pair?.[column] ?? []);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      await database
        .updateTable('pair')
        .set({ [column]: bytes })
        .where('id', '=', pair?.id ?? '')
        .execute();
    }
  });
  await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'unreadable' });
}

describeEngines('a stored pair that does not open', (tests) => {
  it.each<[string, readonly Column[]]>([
    ['token', ['sealed_token']],
    ['token and refresh token', ['sealed_token', 'sealed_refresh_token']],
  ])('does not end the authorization when its %s is damaged and it is the only one', async (_, columns) => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await damageNewest(world, node, columns);
    expect(await node.vault.assign(world.appId, m, { reference: 'shop-1' })).toMatchObject({ state: 'active' });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized']);
  });

  it('does not make an older grant the current one while its refresh token opens, and a rotation replaces it', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.advanceClock(2 * 86_400);
    await world.grant(node, m);
    await damageNewest(world, node, ['sealed_token']);
    expect(await node.vault.assign(world.appId, m, { reference: 'shop-1' })).toMatchObject({ state: 'active' });
    await node.turns.rotation();
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'reauthorized', 'rotated']);
  });
});
