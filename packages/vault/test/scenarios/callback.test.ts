import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { expect, it } from 'vitest';
import type { CallbackResult, ConsentLinkOptions } from '../../src/index.js';
import { receiveVerified } from '../../src/notifications/receive-notification.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { createOutage } from '../support/outage.js';
import type { Node, World } from '../support/world.js';

const m = 'merchant-1';
const day = 24 * 3_600;
const redeeming = { match: { grantType: 'authorization_code' } } as const;

const back = 'https://isv.example.com/back';
/** What the browser of a merchant opens, as Alipay sends it. */
const queryOf = (parameters: Readonly<Record<string, string>>) =>
  `${new URLSearchParams({ source: 'alipay_app_auth', ...parameters })}`;

const linkOf = ({ appId }: World, { vault }: Node, reference = 'shop-7') =>
  vault.consentLink({ appId, reference, kinds: ['MOBILEAPP', 'WEBAPP'] });

/** A new link for the same reference, which works. */
async function expectNewLink(world: World, node: Node, result: CallbackResult): Promise<void> {
  const link = 'link' in result ? result.link : undefined;
  expect(link?.url).toContain(world.sandbox.endpoint);
  const query = queryOf({ app_id: world.appId, app_auth_code: await world.consent('again'), state: link?.state ?? '' });
  expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject({
    outcome: 'authorized',
    reference: 'shop-7',
  });
}

describeEngines('a merchant who comes back', (tests) => {
  it('has authorized the application, however the address is given, and however often it is opened', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    const { state } = linkOf(world, node);
    const query = queryOf({ app_id: appId, app_auth_code: await world.consent(m), state });
    const address = `${back}?${query}`;
    const given = [query, address, address, `/back?${query}#top`, new URL(address), new URLSearchParams(query)];
    const results = await Promise.all(given.map((one) => node.vault.receiveCallback(appId, one)));
    for (const result of [...results, await node.vault.receiveCallback(appId, query)]) {
      expect(result).toMatchObject({
        outcome: 'authorized',
        authorizations: [
          {
            authAppId: m,
            state: 'active',
            reference: 'shop-7',
            unassigned: false,
            requestedKinds: ['WEBAPP', 'MOBILEAPP'],
          },
        ],
        reference: 'shop-7',
      });
    }
    expect(await world.grants('authorization_code')).toBe(1);
    await world.sandbox.advanceClock(8 * day);
    expect(await node.vault.receiveCallback(appId, query)).toMatchObject({ outcome: 'authorized' });
    await expectInvariants(world, node);
  });

  it('is of the kinds that the last link asked for, as far as one did; nothing else tells the kind', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    const comeBack = async (link?: ConsentLinkOptions) => {
      const state = link === undefined ? '' : node.vault.consentLink(link).state;
      const query = queryOf({ app_id: appId, app_auth_code: await world.consent(m), state });
      const result = await node.vault.receiveCallback(appId, query);
      return 'authorizations' in result ? result.authorizations[0]?.requestedKinds : result.outcome;
    };
    expect(await comeBack()).toBeNull();
    expect(await comeBack({ appId })).toBeNull();
    expect(await comeBack({ appId, kinds: ['TINYAPP'] })).toEqual(['TINYAPP']);
    await node.vault.rotate(appId, m);
    expect(await comeBack()).toEqual(['TINYAPP']);
    expect(await comeBack({ appId, kinds: ['TINYAPP', 'BASEAPP'] })).toEqual(['TINYAPP', 'BASEAPP']);
    expect(await node.vault.authorization(appId, m)).toMatchObject({ requestedKinds: ['TINYAPP', 'BASEAPP'] });
    await expectInvariants(world, node);
  });

  it('has authorized several applications at once', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = node.vault.consentLink({ appId: world.appId });
    const query = queryOf({ app_auth_code: await world.consent('a', 'b'), state });
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'authorized', authorizations: [{ authAppId: 'a' }, { authAppId: 'b' }] });
    expect(result).toHaveProperty('reference', undefined);
  });

  it('has declined', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = linkOf(world, node);
    const query = queryOf({ app_id: world.appId, error: 'access_denied\n<b>', state });
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'declined', error: 'access_denied<b>', reference: 'shop-7' });
    await expectNewLink(world, node, result);
    expect(await node.vault.receiveCallback(world.appId, 'error=x')).toEqual({
      outcome: 'declined',
      error: 'x',
      reference: undefined,
      link: undefined,
    });
  });

  it.each([
    ['no-state', () => ({})],
    ['no-state', () => ({ state: '' })],
    ['foreign-state', () => ({ state: 'b1946ac92492d234' })],
    ['foreign-state', ({ other }: { other: string }) => ({ state: other })],
  ])('without a state of ours is redeemed and kept unassigned: %s', async (outcome, more) => {
    await using world = await tests.world();
    const applications = [0, 1].map((index) => ({
      client: world.client(world.sandbox.app(index === 0 ? 0 : 1)),
      redirectUri: back,
    }));
    const node = await world.open({ applications });
    const { appId } = world;
    const other = node.vault.consentLink({ appId: world.sandbox.app(1).appId, reference: 'shop-7' }).state;
    const query = queryOf({ app_id: appId, app_auth_code: await world.consent(m), ...more({ other }) });
    const expected = {
      outcome,
      authorizations: [{ authAppId: m, state: 'active', reference: null, unassigned: true }],
    };
    expect(await node.vault.receiveCallback(appId, query)).toMatchObject(expected);
    expect(await node.vault.receiveCallback(appId, query)).toMatchObject(expected);
    await expectInvariants(world, node);
  });

  it('with a state that expired is redeemed and kept unassigned', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    const { state } = node.vault.consentLink({ appId, reference: 'shop-7', validFor: 60_000 });
    await world.sandbox.advanceClock(300);
    const query = queryOf({ app_auth_code: await world.consent(m), state });
    const result = await node.vault.receiveCallback(appId, query);
    expect(result).toMatchObject({ outcome: 'expired-state', authorizations: [{ authAppId: m, unassigned: true }] });
    const declined = await node.vault.receiveCallback(appId, queryOf({ error: 'access_denied', state }));
    expect(declined).toMatchObject({ outcome: 'declined', reference: undefined, link: undefined });
  });

  it('with a state that another code came with is redeemed and kept unassigned', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = linkOf(world, node);
    const query = async (authAppId: string) => queryOf({ app_auth_code: await world.consent(authAppId), state });
    const [first, second] = [await query(m), await query('merchant-2')];
    expect(await node.vault.receiveCallback(world.appId, first)).toMatchObject({ outcome: 'authorized' });
    expect(await node.vault.receiveCallback(world.appId, second)).toMatchObject({
      outcome: 'used-state',
      authorizations: [{ authAppId: 'merchant-2', unassigned: true }],
    });
  });

  it('with a code that another system used gets a new link', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await new AlipayOpenAuthTokenApi(world.client()).app({ grant_type: 'authorization_code', code });
    const query = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'already-used', error: undefined, reference: 'shop-7' });
    await expectNewLink(world, node, result);
  });

  it.each(['cancelled', 'deactivated'])(
    'with the code of an authorization that was %s since gets a new link',
    async (how) => {
      await using world = await tests.world();
      const node = await world.open();
      const { appId } = world;
      const query = queryOf({ app_auth_code: await world.consent(m), state: linkOf(world, node).state });
      await node.vault.receiveCallback(appId, query);
      await world.sandbox.advanceClock(5);
      if (how === 'deactivated') await node.vault.deactivate(appId, m);
      else {
        await world.cancel(m);
        await node.vault.receiveNotification(appId, await world.notification(m));
      }
      const result = await node.vault.receiveCallback(appId, query);
      expect(result).toMatchObject({ outcome: 'already-used', reference: 'shop-7' });
      await expectNewLink(world, node, result);
    },
  );

  it('with a code that waited for more than a day gets a new link', async () => {
    await using world = await tests.world();
    const node = await world.open();
    // Alipay's clock, by which a code expires, is measured before and after.
    await world.grant(node, 'merchant-2');
    const query = queryOf({ app_auth_code: await world.consent(m), state: linkOf(world, node).state });
    await world.sandbox.injectFault({ effect: 'drop-before', ...redeeming });
    expect(await node.vault.receiveCallback(world.appId, query)).toEqual({ outcome: 'pending', reference: 'shop-7' });
    await world.sandbox.advanceClock(25 * 3_600);
    await world.grant(node, 'merchant-2');
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'expired', reference: 'shop-7' });
    await expectNewLink(world, node, result);
  });

  it('with a code that Alipay never issued has not authorized anything', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const query = queryOf({ app_auth_code: 'never-issued', state: linkOf(world, node).state });
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'refused', reference: 'shop-7' });
    await expectNewLink(world, node, result);
  });

  it('while Alipay does not respond is told so, and the code is redeemed later', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const query = queryOf({ app_auth_code: await world.consent(m), state: linkOf(world, node).state });
    await world.sandbox.injectFault({ effect: 'drop-before', ...redeeming });
    expect(await node.vault.receiveCallback(world.appId, query)).toEqual({ outcome: 'pending', reference: 'shop-7' });
    await world.sandbox.advanceClock(60);
    await until('it is redeemed', async () => {
      await node.turns.inbox();
      return (await node.vault.authorization(world.appId, m)) !== undefined;
    });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reference: 'shop-7' });
    expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject({ outcome: 'authorized' });
    await expectInvariants(world, node);
  });

  it('while the database does not respond is told so, and the code is redeemed later', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(tests.database());
    const node = await world.open({ database: outage.url });
    const query = queryOf({ app_auth_code: await world.consent(m), state: linkOf(world, node).state });
    await outage.begin();
    expect(await node.vault.receiveCallback(world.appId, query)).toEqual({ outcome: 'pending', reference: 'shop-7' });
    await outage.end();
    await until('it is redeemed', async () => {
      await node.turns.recovery();
      await node.turns.inbox();
      return (await node.vault.authorization(world.appId, m)) !== undefined;
    });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reference: 'shop-7' });
  });
});

/** Alipay's notification of a consent, received and without the tokens: it names the code only. */
async function notifyOfCode(world: World, { context }: Node, code: string): Promise<void> {
  const fields = Object.fromEntries(new URLSearchParams(await world.notification(m)));
  const detail = { app_id: world.appId, auth_app_id: m, app_auth_code: code };
  const named = { ...fields, biz_content: JSON.stringify({ detail }) };
  expect(await receiveVerified(context, world.appId, named)).toBe('success');
}

describeEngines('a merchant who comes back after a notification without tokens', (tests) => {
  const expected = {
    outcome: 'authorized',
    authorizations: [
      {
        authAppId: m,
        state: 'active',
        reference: 'shop-7',
        unassigned: false,
        requestedKinds: ['WEBAPP', 'MOBILEAPP'],
      },
    ],
    reference: 'shop-7',
  };

  it.each(['stored', 'redeemed'])('gets the reference of the link, when the code is already %s', async (progress) => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await notifyOfCode(world, node, code);
    if (progress === 'redeemed') await node.turns.inbox();
    const query = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject(expected);
    expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject(expected);
    expect(await world.grants('authorization_code')).toBe(1);
    await expectInvariants(world, node);
  });

  it('gets the reference of the link, when another node is redeeming the code', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('authorization_code');
    const other = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    const node = await world.open();
    const code = await world.consent(m);
    await notifyOfCode(world, other, code);
    const redeeming = other.turns.inbox();
    await until('Alipay has redeemed it', async () => (await world.sandbox.state()).codes.some(({ used }) => used));
    const query = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    const result = node.vault.receiveCallback(world.appId, query);
    const linked = () =>
      node.context.store.read((database) => database.selectFrom('inbox').select('id').where('link', '>', '').execute());
    await until('the redirect is stored', async () => (await linked()).length === 1);
    letThrough();
    await redeeming;
    expect(await result).toMatchObject(expected);
    await expectInvariants(world, node);
  });

  it('gets the reference that the caller gives to redeem', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await notifyOfCode(world, node, code);
    await node.turns.inbox();
    const redeemed = await node.vault.redeem({ appId: world.appId, code, reference: 'shop-7' });
    const [authorization] = expected.authorizations;
    expect(redeemed).toMatchObject([{ ...authorization, requestedKinds: null }]);
  });

  it('gets a new link for the same reference, when the code is of no use', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await new AlipayOpenAuthTokenApi(world.client()).app({ grant_type: 'authorization_code', code });
    await notifyOfCode(world, node, code);
    await node.turns.inbox();
    const query = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    const result = await node.vault.receiveCallback(world.appId, query);
    expect(result).toMatchObject({ outcome: 'already-used', reference: 'shop-7' });
    await expect(
      node.vault.redeem({ appId: world.appId, code, state: linkOf(world, node).state }),
    ).rejects.toMatchObject({ code: 'code-used', link: { state: expect.any(String) } });
    await expectNewLink(world, node, result);
  });

  it('decides with the first redirect whose the code is', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await notifyOfCode(world, node, code);
    const first = queryOf({ app_auth_code: code });
    const second = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    for (const [query, outcome] of [
      [first, 'no-state'],
      [second, 'used-state'],
    ] as const) {
      expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject({
        outcome,
        authorizations: [{ authAppId: m, reference: null, unassigned: true }],
      });
    }
  });

  it('does not bring back a merchant who was forgotten meanwhile, and leaves no reference', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    await notifyOfCode(world, node, code);
    await node.turns.inbox();
    await node.vault.forget(world.appId, m);
    const query = queryOf({ app_auth_code: code, state: linkOf(world, node).state });
    await node.vault.receiveCallback(world.appId, query);
    expect(await node.vault.authorization(world.appId, m)).toBeUndefined();
    const entries = await node.context.store.read((database) => database.selectFrom('inbox').selectAll().execute());
    expect(JSON.stringify(entries)).not.toContain('shop-7');
  });
});

describeEngines('an address that was opened', (tests) => {
  it('for another application leaves the code unused', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const code = await world.consent(m);
    const foreign = queryOf({ app_id: '2021000000009999', app_auth_code: code });
    expect(await node.vault.receiveCallback(world.appId, foreign)).toEqual({ outcome: 'foreign-application' });
    expect(node.reports).toMatchObject([
      {
        kind: 'mismatch',
        message: 'a merchant came back to the address of another application; the code was not used',
      },
    ]);
    expect(await world.grants('authorization_code')).toBe(0);
    const query = queryOf({ app_id: world.appId, app_auth_code: code });
    expect(await node.vault.receiveCallback(world.appId, query)).toMatchObject({ outcome: 'no-state' });
  });

  it('without a code has no effect', async () => {
    await using world = await tests.world();
    const { vault } = await world.open();
    const wrong = ['app_auth_code=', 'app_auth_code=a%20b', `app_auth_code=${'x'.repeat(65)}`, '?error='];
    for (const query of ['', '/back', back, ...wrong]) {
      expect(await vault.receiveCallback(world.appId, query)).toEqual({ outcome: 'no-code' });
    }
  });

  it('throws for mistakes of the caller', async () => {
    await using world = await tests.world();
    const { vault } = await world.open();
    await expect(vault.receiveCallback('2021000000009999', '')).rejects.toMatchObject({ code: 'unknown-application' });
    await expect(vault.receiveCallback(world.appId, {} as URL)).rejects.toThrow(
      new TypeError('urlOrQuery: expected an address or its query, found an object'),
    );
    await vault.close();
    await expect(vault.receiveCallback(world.appId, '')).rejects.toMatchObject({ code: 'closed' });
  });
});
