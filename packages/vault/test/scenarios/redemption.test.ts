import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { expect, it } from 'vitest';
import type { Authorization } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { dieAt, Killed } from '../support/killed.js';
import { endLeases } from '../support/leases.js';
import { deliverAll, type World } from '../support/world.js';

const redeeming = { match: { grantType: 'authorization_code' } } as const;
const m = 'merchant-1';
const redirectUri = 'https://isv.example.com/back';

const linkFor = (world: World, vault: { consentLink(options: object): { state: string } }, reference: string) =>
  vault.consentLink({ appId: world.appId, redirectUri, reference });

/** Its refresh token is used: a code brings only the pairs whose tokens are valid. */
async function replacePair(world: World, authAppId: string): Promise<void> {
  const snapshot = await world.snapshot(authAppId);
  const refresh_token = snapshot?.pairs.at(-1)?.appRefreshToken ?? '';
  await new AlipayOpenAuthTokenApi(world.client()).app({ grant_type: 'refresh_token', refresh_token });
}

describeEngines('redemption', (tests) => {
  it.each(['redirect first', 'notification first', 'both at once'])(
    'redirect and notification bring the same grant, %s',
    async (order) => {
      await using world = await tests.world();
      const node = await world.open();
      const other = await world.open();
      const { state } = linkFor(world, node.vault, 'order-7');
      const code = await world.consent(m);
      const body = await world.notification(m);
      const redeem = () => node.vault.redeem({ appId: world.appId, code, state });
      const notification = () => other.vault.receiveNotification(world.appId, body);
      if (order === 'both at once') await Promise.all([redeem(), notification(), redeem(), notification()]);
      else
        for (const step of order === 'redirect first' ? [redeem, notification] : [notification, redeem]) await step();
      expect(await redeem()).toMatchObject([
        { authAppId: m, state: 'active', reference: 'order-7', unassigned: false },
      ]);
      expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(1);
      await expectInvariants(world, node);
      expect(node.events.map(({ type }) => type)).toEqual(['authorized']);
    },
  );

  it.each(['before the redirect', 'while the code is redeemed', 'after it'])(
    'the reference is also that of a grant whose pair was rotated before its code was used, notified %s',
    async (notified) => {
      await using world = await tests.world({ settings: { oldTokenGrace: 0 } });
      const { transport, letThrough } = holdResponses('authorization_code');
      const redeeming = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
      const node = await world.open();
      const { state } = linkFor(world, node.vault, 'order-9');
      const code = await world.consent('a', m);
      const body = await world.notification(m);
      const notify = async () => {
        await node.vault.receiveNotification(world.appId, body);
        await node.turns.inbox();
      };
      if (notified === 'before the redirect') await notify();
      await replacePair(world, m);
      const redeemed = redeeming.vault.redeem({ appId: world.appId, code, state });
      await until('Alipay has redeemed it', async () => (await world.sandbox.state()).codes.some(({ used }) => used));
      if (notified === 'while the code is redeemed') await notify();
      letThrough();
      const brought = notified === 'after it' ? ['a'] : ['a', m];
      expect((await redeemed).map(({ authAppId }) => authAppId)).toEqual(brought);
      if (notified === 'after it') await notify();
      expect(await node.vault.linkOutcome(world.appId, state)).toEqual(['a', m]);
      for (const authAppId of ['a', m]) {
        const found = await node.vault.authorization(world.appId, authAppId);
        expect(found).toMatchObject({ reference: 'order-9', unassigned: false });
      }
      await node.vault.rotate(world.appId, m);
      await expectInvariants(world, node);
    },
  );

  it('a used code is no error when the notification holds the pair', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = linkFor(world, node.vault, 'order-8');
    const code = await world.consent(m);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    await using stranger = await world.open({ database: `sqlite:${world.spoolDirectory}-other.db` });
    await stranger.vault.redeem({ appId: world.appId, code });
    expect(await node.vault.redeem({ appId: world.appId, code, state })).toMatchObject([
      { authAppId: m, reference: 'order-8', unassigned: false },
    ]);
    await expectInvariants(world, node);
  });

  it.each(['before-started', 'after-started', 'before-send'] as const)(
    'killed %s of a redemption that never reached Alipay',
    async (point) => {
      await using world = await tests.world();
      const dying = await world.open({ onKillPoint: dieAt(point) });
      const { state } = linkFor(world, dying.vault, 'order-9');
      const code = await world.consent(m);
      await expect(dying.vault.redeem({ appId: world.appId, code, state })).rejects.toBeInstanceOf(Killed);
      expect(await world.grants('authorization_code')).toBe(0);
      const node = await world.open();
      await endLeases(node);
      await until('it is redeemed', async () => {
        await node.turns.inbox();
        return (await node.vault.authorization(world.appId, m)) !== undefined;
      });
      expect(await world.grants('authorization_code')).toBe(1);
      expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reference: 'order-9' });
      await expectInvariants(world, node);
    },
  );

  it.each([
    'after-send',
    'after-response',
    'before-received',
    'after-received',
    'before-applied',
    'before-outbox',
    'after-outbox',
    'after-applied',
  ] as const)('killed %s of a redemption that Alipay has answered', async (point) => {
    await using world = await tests.world();
    const dying = await world.open({ onKillPoint: dieAt(point) });
    const { state } = linkFor(world, dying.vault, 'order-9');
    const code = await world.consent(m);
    await expect(dying.vault.redeem({ appId: world.appId, code, state })).rejects.toBeInstanceOf(Killed);
    await until('Alipay has answered', async () => (await world.grants('authorization_code')) === 1);
    const node = await world.open();
    await endLeases(node);
    if (point === 'after-send' || point === 'after-response' || point === 'before-received') {
      // The response died with the process: the code is tried once more, and the notification has what it was for.
      await node.turns.inbox();
      expect(await world.grants('authorization_code')).toBe(1);
      await expect(node.vault.redeem({ appId: world.appId, code, state })).rejects.toMatchObject({
        code: 'code-used',
        link: { state: expect.any(String) },
      });
      const calls = (await world.sandbox.requests()).length;
      await node.turns.inbox();
      expect(await world.sandbox.requests()).toHaveLength(calls);
      await node.vault.receiveNotification(world.appId, await world.notification(m));
    } else await node.turns.recovery();
    expect(await node.vault.redeem({ appId: world.appId, code, state })).toMatchObject([
      { authAppId: m, state: 'active', reference: 'order-9' },
    ]);
    expect(await world.grants('authorization_code')).toBe(1);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized']);
  });

  it('the response to a redemption is lost on the wire', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = linkFor(world, node.vault, 'order-10');
    const code = await world.consent(m);
    const redeem = () => node.vault.redeem({ appId: world.appId, code, state });
    await world.sandbox.injectFault({ effect: 'drop-after', ...redeeming });
    await expect(redeem()).rejects.toMatchObject({ code: 'redemption-pending', failure: 'unknown' });
    await expect(redeem()).rejects.toMatchObject({ code: 'code-used' });
    await expect(redeem()).rejects.toMatchObject({ code: 'code-used' });
    expect(await world.sandbox.requests()).toHaveLength(2);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    expect(await redeem()).toMatchObject([{ authAppId: m, reference: 'order-10' }]);
    await expectInvariants(world, node);
  });

  it('a code older than 24 hours is not offered to Alipay', async () => {
    await using world = await tests.world();
    const node = await world.open();
    // Alipay's clock is measured before and after.
    await world.grant(node, 'merchant-0');
    const { state } = linkFor(world, node.vault, 'order-11');
    const code = await world.consent(m);
    await world.sandbox.injectFault({ effect: 'drop-before', ...redeeming });
    await expect(node.vault.redeem({ appId: world.appId, code, state })).rejects.toMatchObject({
      code: 'redemption-pending',
    });
    await world.sandbox.advanceClock(25 * 3_600);
    await world.grant(node, 'merchant-0');
    const calls = (await world.sandbox.requests()).length;
    const error = await node.vault.redeem({ appId: world.appId, code, state }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'code-expired' });
    expect(await world.sandbox.requests()).toHaveLength(calls);
    expect(error.link.url).toContain('/page/message/tasksDetail');
    const again = await node.vault.redeem({
      appId: world.appId,
      code: await world.consent(m),
      state: error.link.state,
    });
    expect(again).toMatchObject([{ reference: 'order-11' }]);
    await expectInvariants(world, node);
  });

  it.each([1, 2, 50, 500])('a batch code with %i pairs, one of them malformed', async (size) => {
    await using world = await tests.world();
    const node = await world.open();
    const names = Array.from({ length: size }, (_, index) => `batch-${index}`);
    const code = await world.consent(...names);
    const tokens = [...(await world.responses(...names)), { auth_app_id: 'batch-bad', app_auth_token: 17 }];
    await world.sandbox.setStub('alipay.open.auth.token.app', { body: { tokens }, times: 1, unchecked: true });
    const authorizations = await node.vault.redeem({ appId: world.appId, code });
    expect(authorizations.map(({ authAppId }) => authAppId).sort()).toEqual(names.toSorted());
    expect(authorizations.every(({ state }) => state === 'active')).toBe(true);
    expect(await node.vault.quarantine()).toMatchObject([{ kind: 'response' }]);
    expect(node.reports).toMatchObject([{ kind: 'quarantined' }]);
    if (size < 500) await expectInvariants(world, node);
  });

  it('killed between the pairs of a batch', async () => {
    await using world = await tests.world();
    const dying = await world.open({ concurrency: 1, onKillPoint: dieAt('before-applied', 3) });
    const names = Array.from({ length: 6 }, (_, index) => `batch-${index}`);
    const code = await world.consent(...names);
    await expect(dying.vault.redeem({ appId: world.appId, code })).rejects.toBeInstanceOf(Killed);
    const node = await world.open();
    expect(await node.vault.authorization(world.appId, 'batch-1')).toBeDefined();
    expect(await node.vault.authorization(world.appId, 'batch-2')).toBeUndefined();
    const stored = await node.context.store.read((database) =>
      database.selectFrom('operation').select(['state', 'sealed_response']).execute(),
    );
    expect(stored).toMatchObject([{ state: 'received', sealed_response: expect.any(Uint8Array) }]);
    await endLeases(node);
    await node.turns.recovery();
    expect(await node.vault.redeem({ appId: world.appId, code })).toHaveLength(6);
    expect(await world.grants('authorization_code')).toBe(1);
    await expectInvariants(world, node);
    expect(node.events).toHaveLength(6);
  });

  it('keeps a code without a known state as unassigned, and takes a link for one code only', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { vault } = node;
    const { state } = linkFor(world, vault, 'order-12');
    const redeem = async (name: string, given?: string) =>
      vault.redeem({ appId: world.appId, code: await world.consent(name), ...(given ? { state: given } : {}) });
    expect(await redeem('known', state)).toMatchObject([{ reference: 'order-12', unassigned: false }]);
    expect(await redeem('again', state)).toMatchObject([{ reference: null, unassigned: true }]);
    expect(await redeem('forged', `${state.slice(0, -4)}AAAA`)).toMatchObject([{ unassigned: true }]);
    expect(await redeem('without')).toMatchObject([{ unassigned: true }]);
    const unassigned: Authorization[] = [];
    for await (const page of vault.list({ unassigned: true, pageSize: 2 })) unassigned.push(...page);
    expect(unassigned.map(({ authAppId }) => authAppId)).toEqual(['again', 'forged', 'without']);
    expect(await vault.assign(world.appId, 'forged', { reference: 'order-13' })).toMatchObject({ unassigned: false });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(Array(4).fill('authorized'));
  });
});
