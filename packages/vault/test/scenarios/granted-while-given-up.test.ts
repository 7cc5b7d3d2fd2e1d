import { expect, it } from 'vitest';
import type { VaultContext } from '../../src/context/vault-context.js';
import { resolveAuthorization } from '../../src/decision/resolve-authorization.js';
import type { Store } from '../../src/store/store.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import type { Node, World } from '../support/world.js';

/** A node's context, whose transactions can be preceded by something. */
function watchWrites(context: VaultContext, before: (count: number) => Promise<void>): VaultContext {
  let count = 0;
  const store = new Proxy(context.store, {
    get(target, name) {
      if (name !== 'write') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      const write: Store['write'] = async (run) => {
        count += 1;
        await before(count);
        return target.write(run);
      };
      return write;
    },
  });
  return { ...context, store };
}

/** A rotation's response is lost, and then the merchant ends the grant: nothing that is stored works any more. */
async function loseEverything(world: World, node: Node, authAppId: string): Promise<void> {
  await world.grant(node, authAppId);
  await world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
  await expect(node.vault.rotate(world.appId, authAppId)).rejects.toMatchObject({ code: 'outcome-unknown' });
  await world.sandbox.advanceClock(60);
  await world.cancel(authAppId);
  await world.sandbox.advanceClock(60);
}

describeEngines('a grant that is given up', (tests) => {
  it('is given up alone, when the merchant consents again at that very moment', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await loseEverything(world, node, 'merchant-1');
    let writes = 0;
    const counting = watchWrites(node.context, async (count) => {
      writes = count;
    });
    const settled = await resolveAuthorization(counting, { appId, authAppId: 'merchant-1' }, { confirm: true });
    expect(settled).toMatchObject({ reason: 'needs-reauthorization', due_at: null, probe_at: null });

    await loseEverything(world, node, 'merchant-2');
    const granting = watchWrites(node.context, async (count) => {
      if (count !== writes) return;
      await world.consent('merchant-2');
      expect(await node.vault.receiveNotification(appId, await world.notification('merchant-2'))).toBe('success');
    });
    const granted = await resolveAuthorization(granting, { appId, authAppId: 'merchant-2' }, { confirm: true });
    expect(granted).toMatchObject({ state: 'active', contested: null });
    // The lost rotation may have come after this grant: another rotation settles that.
    expect(granted.due_at).not.toBeNull();
    expect(granted.probe_at).toBeGreaterThan(world.clock());
    await expectInvariants(world, node, { lost: ['merchant-1'] });
  });
});
