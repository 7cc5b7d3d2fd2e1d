import { inspect } from 'node:util';
import { AlipayClient, nodeTransport, type Transport } from '@lingpai/alipay';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { expect, it } from 'vitest';
import type { ApplicationOptions } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { createOutage } from '../support/outage.js';
import { deliverAll, type Node, userIdOf, type World } from '../support/world.js';

const m = 'merchant-1';
const day = 86_400;
const unknown = { code: 'unknown-application', message: 'appId: the vault has no such application' };

/** The sandbox's second application. */
function second(world: World) {
  const credentials = world.sandbox.app(1);
  return { appId: credentials.appId, credentials, options: { client: world.client(credentials) } };
}

async function grantOf(world: World, node: Node, appId: string, ...names: string[]) {
  const merchantApplications = names.map((authAppId) => ({
    authAppId,
    userId: userIdOf(authAppId),
    kind: 'WEBAPP' as const,
  }));
  const { app_auth_code: code } = await world.sandbox.consent({ appId, merchantApplications });
  return node.vault.redeem({ appId, code });
}

/** Counts what it carries. */
function counting(): { readonly transport: Transport; readonly count: () => number } {
  const send = nodeTransport();
  let calls = 0;
  const transport: Transport = (request) => {
    calls += 1;
    return send(request);
  };
  return { transport, count: () => calls };
}

/** Whether a promise is settled by now. */
function settlement(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  return () => settled;
}

describeEngines('applications at run time', (tests) => {
  it('are added to a vault that began without any', async () => {
    await using world = await tests.world();
    const node = await world.open({ applications: [] });
    expect(node.vault.applications()).toEqual([]);
    await Promise.all(Object.values(node.turns).map((turn) => turn()));
    const code = await world.consent(m);
    await expect(node.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject(unknown);

    const options: ApplicationOptions = { client: world.client(), redirectUri: 'https://isv.example.com/back' };
    const info = {
      appId: world.appId,
      environment: 'other',
      mode: 'key',
      redirectUri: 'https://isv.example.com/back',
      notifyRule: undefined,
      rotation: 'before-deadline',
      stopped: undefined,
    };
    expect(await node.vault.addApplication(options)).toEqual(info);
    expect(node.vault.applications()).toEqual([info]);
    expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([{ authAppId: m, state: 'active' }]);
    await world.sandbox.advanceClock(250 * day);
    await node.turns.rotation();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ generation: 2 });
    await expectInvariants(world, node);

    await expect(node.vault.addApplication(options)).rejects.toMatchObject({
      code: 'application-exists',
      message: 'the vault has this application already; to change it, call replaceApplication',
    });
    const misspelt = { ...options, notifyrule: 'V1' };
    await expect(node.vault.addApplication(misspelt)).rejects.toThrow(
      new TypeError('notifyrule: there is no such option; did you mean "notifyRule"?'),
    );
    const foreign = { client: world.client(world.app, {}).onBehalfOf('a-token'), redirectUri: '' };
    await expect(node.vault.replaceApplication(foreign)).rejects.toThrow(
      new TypeError('redirectUri: expected an address'),
    );
  });

  it('are removed, and served again with the tokens that the database kept', async () => {
    await using world = await tests.world();
    const other = await world.open({ applications: [{ client: world.client() }, second(world).options] });
    const node = await world.open({ applications: [{ client: world.client() }, second(world).options] });
    const { appId, options } = second(world);
    await world.grant(node, m);
    await grantOf(world, node, appId, 'b1');
    const { value } = await node.vault.token(appId, 'b1');
    const merchant = node.vault.merchant(appId, 'b1');
    const handler = node.vault.handler();
    const notify = () => handler(new Request(`http://localhost/notify/${appId}`, { method: 'POST', body: 'x=1' }));
    expect((await notify()).status).not.toBe(404);

    await node.vault.removeApplication(appId);
    expect(node.vault.applications().map((one) => one.appId)).toEqual([world.appId]);
    expect(() => node.vault.consentLink({ appId, redirectUri: 'https://isv.example.com' })).toThrow(unknown.message);
    await expect(node.vault.token(appId, 'b1')).rejects.toMatchObject(unknown);
    await expect(node.vault.rotate(appId, 'b1')).rejects.toMatchObject(unknown);
    await expect(node.vault.removeApplication(appId)).rejects.toMatchObject(unknown);
    await expect(node.vault.replaceApplication(options)).rejects.toMatchObject(unknown);
    await expect(new AlipayTradeApi(merchant).query({ out_trade_no: '1' })).rejects.toMatchObject(unknown);
    expect((await notify()).status).toBe(404);
    const listed = [];
    for await (const page of node.vault.list()) listed.push(...page.map(({ authAppId }) => authAppId));
    expect(listed).toEqual([m]);
    await world.sandbox.advanceClock(250 * day);
    await node.turns.rotation();
    await node.turns.recovery();
    expect(await node.vault.authorization(appId, 'b1')).toMatchObject({ generation: 1 });
    expect((await other.vault.token(appId, 'b1')).value).toBe(value);

    await node.vault.addApplication(options);
    expect((await node.vault.token(appId, 'b1')).value).toBe(value);
    await expect(new AlipayTradeApi(merchant).query({ out_trade_no: '1' })).rejects.toMatchObject({
      code: 'ACQ.TRADE_NOT_EXIST',
    });
    await node.turns.rotation();
    expect(await node.vault.authorization(appId, 'b1')).toMatchObject({ generation: 2 });
    await expectInvariants(world, node);
  });

  it('are removed when the redemption under way has ended', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('authorization_code');
    const node = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    const code = await world.consent(m);
    const redeemed = node.vault.redeem({ appId: world.appId, code });
    await until('Alipay is asked', async () => (await world.grants('authorization_code')) === 1);
    const removed = node.vault.removeApplication(world.appId);
    const added = node.vault.addApplication({ client: world.client() });
    const isRemoved = settlement(removed);
    await expect(node.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject(unknown);
    await node.turns.recovery();
    expect(isRemoved()).toBe(false);
    letThrough();
    expect(await redeemed).toMatchObject([{ authAppId: m, state: 'active' }]);
    await removed;
    // What was asked for meanwhile comes after it.
    expect(await added).toMatchObject({ appId: world.appId });
    expect((await node.vault.token(world.appId, m)).state).toBe('active');
    expect(await world.grants('authorization_code')).toBe(1);
    await expectInvariants(world, node);
  });

  it('are removed in the middle of a turn: calls under way end, leases that wait for one are released', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('refresh_token');
    const client = world.client(world.app, { transport });
    const node = await world.open({ applications: [{ client }], concurrency: 2 });
    const names = Array.from({ length: 9 }, (_, index) => `merchant-${index}`);
    await world.grant(node, ...names);
    await world.sandbox.advanceClock(250 * day);
    const turn = node.turns.rotation();
    await until('two rotations are under way', async () => (await world.grants('refresh_token')) === 2);
    const removed = node.vault.removeApplication(world.appId);
    letThrough();
    await removed;
    await turn;
    const rows = await node.context.store.read((database) =>
      database.selectFrom('authorization').select(['generation', 'lease_owner']).execute(),
    );
    expect(rows.map(({ lease_owner }) => lease_owner)).toEqual(names.map(() => null));
    const rotated = rows.filter(({ generation }) => generation === 2).length;
    expect(rotated).toBe(await world.grants('refresh_token'));
    expect(rotated).toBeLessThan(names.length);

    await node.vault.addApplication({ client: world.client() });
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(names.length);
    await expectInvariants(world, node);
  });

  it('get other keys while a rotation is under way, and every later call is made with those', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('refresh_token');
    const node = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    await world.grant(node, m, 'merchant-2');
    const merchant = node.vault.merchant(world.appId, m);
    const rotating = node.vault.rotate(world.appId, m);
    await until('Alipay is asked', async () => (await world.grants('refresh_token')) === 1);
    const next = counting();
    const client = world.client(world.app, { transport: next.transport });
    const replaced = node.vault.replaceApplication({ client, redirectUri: 'https://isv.example.com/new' });
    const isReplaced = settlement(replaced);
    await node.vault.rotate(world.appId, 'merchant-2');
    await expect(new AlipayTradeApi(merchant).query({ out_trade_no: '1' })).rejects.toMatchObject({
      code: 'ACQ.TRADE_NOT_EXIST',
    });
    expect(next.count()).toBe(2);
    expect(node.vault.applications()).toMatchObject([{ redirectUri: 'https://isv.example.com/new' }]);
    expect(isReplaced()).toBe(false);
    letThrough();
    expect(await rotating).toMatchObject({ generation: 2 });
    await replaced;
    await expectInvariants(world, node);
  });

  it('whose key was wrong are used at once when it is replaced', async () => {
    await using world = await tests.world();
    const { privateKey = '' } = world.sandbox.app(1);
    const node = await world.open();
    await world.grant(node, m);
    await node.vault.replaceApplication({ client: world.client({ ...world.app, privateKey }) });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ failure: 'application' });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'circuit-open' });
    expect(node.vault.applications()).toMatchObject([{ stopped: 'application-refused' }]);
    await node.vault.replaceApplication({ client: world.client() });
    expect(await node.vault.rotate(world.appId, m)).toMatchObject({ state: 'active', generation: 2 });
    expect(node.vault.applications()).toMatchObject([{ stopped: undefined }]);
    await deliverAll(node);
    expect(node.events.filter(({ authAppId }) => authAppId === null).map(({ type }) => type)).toEqual([
      'attention',
      'recovered',
    ]);
    await expectInvariants(world, node);
  });

  it('are not stopped by what Alipay says about keys that were replaced', async () => {
    await using world = await tests.world();
    const { privateKey = '' } = world.sandbox.app(1);
    const node = await world.open();
    await world.grant(node, m);
    const { transport, letThrough } = holdResponses('refresh_token');
    const client = world.client({ ...world.app, privateKey }, { transport });
    await node.vault.replaceApplication({ client });
    const seen = (await world.sandbox.requests()).at(-1)?.id;
    const refused = node.vault.rotate(world.appId, m).catch((error: unknown) => error);
    await until('Alipay is asked', async () => (await world.sandbox.requests(seen)).length === 1);
    const replaced = node.vault.replaceApplication({ client: world.client() });
    letThrough();
    expect(await refused).toMatchObject({ failure: 'application' });
    await replaced;
    expect(node.vault.applications()).toMatchObject([{ stopped: undefined }]);
    await node.turns.rotation();
    expect(await node.vault.rotate(world.appId, m)).toMatchObject({ generation: 2 });
  });

  it('get other keys while the database is down', async () => {
    await using world = await tests.world();
    await using outage = await createOutage(world.database);
    const node = await world.open({ database: outage.url });
    await world.grant(node, m);
    await outage.begin();
    await node.vault.replaceApplication({ client: world.client(), redirectUri: 'https://isv.example.com/new' });
    await expect(node.vault.addApplication(second(world).options)).rejects.toMatchObject({ code: 'database' });
    expect(node.vault.applications()).toMatchObject([{ redirectUri: 'https://isv.example.com/new' }]);
    await outage.end();
    expect((await node.vault.token(world.appId, m)).state).toBe('active');
  });

  it('that are added get what waits in the spool, and have to be of the same Alipay', async () => {
    await using world = await tests.world();
    const { appId, credentials, options } = second(world);
    const node = await world.open({ applications: [options] });
    const { app_auth_code: code } = await world.sandbox.consent({
      appId,
      merchantApplications: [{ authAppId: m, userId: userIdOf(m), kind: 'WEBAPP' }],
    });
    await node.vault.removeApplication(appId);
    const waiting = { kind: 'code', state: undefined, reference: 'shop-7', receivedAt: world.clock() } as const;
    await node.context.spool.put({ ...waiting, id: '1'.repeat(32), appId, code });
    await node.turns.recovery();
    expect(node.context.spool.size).toBe(0);
    await node.vault.addApplication(options);
    await node.turns.inbox();
    expect(await node.vault.authorization(appId, m)).toMatchObject({ state: 'active', reference: 'shop-7' });

    const { privateKey = '', alipayPublicKey } = credentials;
    const production = new AlipayClient({ appId, privateKey, alipayPublicKey });
    const mismatch = {
      code: 'wrong-environment',
      message: 'the merchants of this application are of "other", the client speaks to "production"',
    };
    await expect(node.vault.replaceApplication({ client: production })).rejects.toMatchObject(mismatch);
    await node.vault.removeApplication(appId);
    await expect(node.vault.addApplication({ client: production })).rejects.toMatchObject(mismatch);
    expect(inspect(node.vault.applications())).not.toContain(privateKey.slice(100, 140));
    expect(node.vault.applications()).toEqual([]);
  });
});
