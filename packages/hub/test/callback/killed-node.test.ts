import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Vault } from '../../../vault/src/vault.js';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

async function createLink(reference: string): Promise<{ readonly id: string; readonly url: string }> {
  const { json } = await world.node.request('POST', `/v1/apps/${world.appId}/links`, { body: { reference } });
  return json;
}

const merchantsOf = async ({ id }: { readonly id: string }): Promise<string[]> =>
  (await world.node.request('GET', `/v1/apps/${world.appId}/links/${id}`)).json.authAppIds;
const stateOf = async ({ id }: { readonly id: string }) =>
  (await world.node.request('GET', `/v1/apps/${world.appId}/links/${id}`)).json.state;

describe('a merchant whose node was killed on the way back', () => {
  it('need not reload the page: the link says by itself that the code was redeemed', async () => {
    const link = await createLink('shop-cut');
    const { receiveCallback } = Vault.prototype;
    const spy = vi.spyOn(Vault.prototype, 'receiveCallback').mockImplementation(async function (this: Vault, ...given) {
      await receiveCallback.apply(this, given);
      throw new Error('the node is gone');
    });
    const back = await world.returnFrom(link.url, { app_auth_code: world.consent('2021000000000081') });
    spy.mockRestore();
    expect(back.status).toBe(500);
    await until('the link is authorized', async () => (await stateOf(link)) === 'authorized');
  });

  it('has a link with every merchant application of the code, although they were given other references meanwhile', async () => {
    const link = await createLink('shop-assigned');
    const names = ['2021000000000085', '2021000000000086'];
    const { receiveCallback } = Vault.prototype;
    const spy = vi.spyOn(Vault.prototype, 'receiveCallback').mockImplementation(async function (this: Vault, ...given) {
      await receiveCallback.apply(this, given);
      for (const name of names) await this.assign(world.appId, name, { reference: `operator-${name}` });
      throw new Error('the node is gone');
    });
    const back = await world.returnFrom(link.url, { app_auth_code: world.consent(...names) });
    spy.mockRestore();
    expect(back.status).toBe(500);
    await until('the link is authorized', async () => (await stateOf(link)) === 'authorized');
    expect(await merchantsOf(link)).toEqual(names);
  });

  it('has its link although it consents once more before the code was redeemed', async () => {
    const link = await createLink('shop-twice');
    // Alipay does not respond, and the code waits.
    world.sandbox.injectFault({ effect: 'drop-before', match: { grantType: 'authorization_code' }, times: 1 });
    const first = await world.returnFrom(link.url, { app_auth_code: world.consent('2021000000000087') });
    expect(first.status).toBe(202);
    const second = await world.returnFrom(link.url, { app_auth_code: world.consent('2021000000000088') });
    expect(second.status).toBe(200);
    await until('the link is authorized', async () => {
      world.sandbox.advanceClock(60);
      world.advance(60_000);
      return (await stateOf(link)) === 'authorized';
    });
    expect(await merchantsOf(link)).toEqual(['2021000000000087']);
  });

  it('is told that the code was used, and authorized after all when the notification brings the tokens', async () => {
    const link = await createLink('shop-used');
    world.sandbox.injectNotificationFault({ effect: 'delay', seconds: 80_000, times: 1 });
    const code = world.consent('2021000000000082');
    // Alipay redeemed the code for a node that was killed before it stored the response.
    world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'authorization_code' }, times: 1 });
    await world.returnFrom(link.url, { app_auth_code: code });
    await until('the code was used', async () => {
      // Between two attempts, the vault waits longer and longer.
      world.sandbox.advanceClock(60);
      world.advance(60_000);
      return (await world.returnFrom(link.url, { app_auth_code: code })).status === 409;
    });
    expect(await stateOf(link)).toBe('created');
    world.sandbox.advanceClock(80_000);
    world.advance(80_000_000);
    await world.sandbox.settled();
    await until('the link is authorized', async () => (await stateOf(link)) === 'authorized');
  });

  it('is authorized with every merchant application of the code, also those whose tokens come much later', async () => {
    const link = await createLink('shop-several');
    // The first notification is late.
    const [first = '', second = ''] = ['2021000000000083', '2021000000000084'];
    world.sandbox.injectNotificationFault({ effect: 'delay', seconds: 7_200, times: 1 });
    const code = world.consent(first, second);
    world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'authorization_code' }, times: 1 });
    await world.returnFrom(link.url, { app_auth_code: code });
    await until('the link is authorized', async () => {
      world.sandbox.advanceClock(60);
      world.advance(60_000);
      await world.returnFrom(link.url, { app_auth_code: code });
      return (await stateOf(link)) === 'authorized';
    });
    expect(await merchantsOf(link)).toEqual([second]);
    world.sandbox.advanceClock(7_200);
    world.advance(7_200_000);
    await world.sandbox.settled();
    // Its workers begin with a turn.
    await world.startNode();
    await until('the link has both', async () => (await merchantsOf(link)).length === 2);
    expect(await merchantsOf(link)).toEqual([first, second]);
  });

  it('is authorized with all of them when it comes back, for the first time, between two of their notifications', async () => {
    const link = await createLink('shop-between');
    const [first = '', second = ''] = ['2021000000000091', '2021000000000092'];
    world.sandbox.injectNotificationFault({ effect: 'delay', seconds: 90_000, times: 1 });
    const code = world.consent(first, second);
    world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'authorization_code' }, times: 1 });
    const { receiveCallback } = Vault.prototype;
    const spy = vi.spyOn(Vault.prototype, 'receiveCallback').mockImplementation(async function (this: Vault, ...given) {
      for (;;) {
        const result = await receiveCallback.apply(this, given);
        if (result.outcome === 'authorized') return result;
        world.sandbox.advanceClock(60);
        world.advance(60_000);
      }
    });
    const back = await world.returnFrom(link.url, { app_auth_code: code });
    spy.mockRestore();
    expect(back.status).toBe(200);
    expect(await merchantsOf(link)).toEqual([second]);
    world.sandbox.advanceClock(90_000);
    world.advance(90_000_000);
    await world.sandbox.settled();
    // Its workers begin with a turn.
    await world.startNode();
    await until('the link has both', async () => (await merchantsOf(link)).length === 2);
  });

  it('with a code that Alipay does not know: the link expires in time', async () => {
    const link = await createLink('shop-refused');
    const back = await world.returnFrom(link.url, { app_auth_code: 'P0000000000000000000000000000000' });
    expect(back.status).toBe(400);
    world.advance(8 * 86_400_000);
    expect(await stateOf(link)).toBe('expired');
  });
});
