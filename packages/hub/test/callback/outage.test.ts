import { expect, it } from 'vitest';
import { createOutage } from '../../../vault/test/support/outage.js';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000091';

async function createLink(world: HubWorld, reference: string) {
  const { json } = await world.node.request('POST', `/v1/apps/${world.appId}/links`, { body: { reference } });
  await world.node.request('GET', `/c/${json.id}`, { key: null });
  return json;
}

async function eventsOf(world: HubWorld, linkId: string): Promise<string[]> {
  const { json } = (await world.nodes.at(-1)?.request('GET', '/v1/events?limit=200')) ?? {};
  return json.events
    .filter(({ data }: { data: { linkId?: string } }) => data.linkId === linkId)
    .map(({ type }: { type: string }) => type);
}

it('the link of a merchant who comes back while the database is down is authorized once it is back', async () => {
  await using world = await HubWorld.start();
  const [link, other] = [await createLink(world, 'shop-outage'), await createLink(world, 'shop-outage')];
  await using outage = await createOutage(world.database, ['hub_link']);
  await outage.begin();
  const back = await world.returnFrom(link.url, { app_auth_code: world.consent(merchant) });
  expect(back.status).toBe(202);
  await outage.end();
  const read = async ({ id }: { id: string }) =>
    (await world.node.request('GET', `/v1/apps/${world.appId}/links/${id}`)).json;
  await until('the link is authorized', async () => (await read(link)).state === 'authorized');
  expect(await read(link)).toMatchObject({ authAppIds: [merchant] });
  // It is of the same reference, and waits for its own merchant.
  expect(await read(other)).toMatchObject({ state: 'opened' });
  expect(await eventsOf(world, link.id)).toEqual(['link.created', 'link.opened', 'link.authorized']);
});

it('so is that of a merchant whose node was restarted meanwhile', async () => {
  await using world = await HubWorld.start();
  const spoolDirectory = world.spoolDirectory();
  const node = await world.startNode({ spoolDirectory });
  const link = await createLink(world, 'shop-restarted');
  await world.nodes[0]?.hub.stop();
  await using outage = await createOutage(world.database, ['hub_link']);
  await outage.begin();
  const code = world.consent(merchant);
  const state = world.stateOf(link.url);
  const query = new URLSearchParams({ app_id: world.appId, app_auth_code: code, state });
  expect((await node.request('GET', `/callback/${world.appId}?${query}`, { key: null })).status).toBe(202);
  await node.hub.stop();
  await outage.end();
  const restarted = await world.startNode({ spoolDirectory });
  const read = async () => (await restarted.request('GET', `/v1/apps/${world.appId}/links/${link.id}`)).json;
  await until('the link is authorized', async () => (await read()).state === 'authorized');
  expect(await read()).toMatchObject({ authAppIds: [merchant] });
  expect(await eventsOf(world, link.id)).toEqual(['link.created', 'link.opened', 'link.authorized']);
});

it('so is that of a merchant whose tokens came with a notification before the code could be redeemed', async () => {
  await using world = await HubWorld.start();
  const link = await createLink(world, 'shop-notified');
  world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'authorization_code' }, times: 1 });
  await using outage = await createOutage(world.database, ['hub_link']);
  await outage.begin();
  const back = await world.returnFrom(link.url, { app_auth_code: world.consent(merchant) });
  expect(back.status).toBe(202);
  await outage.end();
  const application = `/v1/apps/${world.appId}`;
  await until('the authorization is of the shop', async () => {
    // Between two attempts, the vault waits longer and longer.
    world.sandbox.advanceClock(60);
    world.advance(60_000);
    const { json } = await world.node.request('GET', `${application}/authorizations/${merchant}`);
    return json.reference === 'shop-notified';
  });
  // Its workers begin with a turn.
  await world.startNode();
  const read = async () => (await world.node.request('GET', `${application}/links/${link.id}`)).json;
  await until('the link is authorized', async () => (await read()).state === 'authorized');
  expect(await eventsOf(world, link.id)).toEqual(['link.created', 'link.opened', 'link.authorized']);
});
