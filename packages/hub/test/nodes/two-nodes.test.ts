import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { type HubNode, HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchants = Array.from({ length: 12 }, (_, index) => `20210000000001${String(index).padStart(2, '0')}`);

/** Hands each piece of work to the next node. */
function spread(nodes: readonly HubNode[]): () => HubNode {
  let count = 0;
  return () => {
    const node = nodes[count++ % nodes.length];
    if (node === undefined) throw new Error('there is no node');
    return node;
  };
}

for (const engine of engineNames) {
  describe(`two nodes on one database (${engine})`, () => {
    it('behave as one: what one begins, the other ends', async () => {
      await using world = await HubWorld.start({ engine });
      const other = await world.startNode();
      const next = spread([world.node, other]);
      await until(
        'both serve the application',
        async () => (await other.request('GET', `/v1/apps/${world.appId}/authorizations`)).status === 200,
      );
      const key = await world.createKey(['token', 'read']);
      const outcomes = await Promise.all(merchants.map((merchant) => authorize(world, next, merchant)));
      expect(outcomes).toEqual(merchants.map(() => 'authorized'));
      // Every node knows every key, link and authorization; simultaneous rotations are one call to Alipay.
      for (const node of [world.node, other]) {
        const listed = await node.request('GET', `/v1/apps/${world.appId}/authorizations?limit=50`, { key });
        expect(listed.json.authorizations).toHaveLength(merchants.length);
        expect((await node.request('GET', `/v1/apps/${world.appId}/links?state=authorized`)).json.links).toHaveLength(
          12,
        );
      }
      const [merchant = ''] = merchants;
      const rotate = (node: HubNode) =>
        node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchant}/rotate`);
      const rotated = await Promise.all([rotate(world.node), rotate(other), rotate(world.node), rotate(other)]);
      expect(rotated.map(({ json }) => json.generation)).toEqual([2, 2, 2, 2]);
      expect(refreshes(world)).toBe(1);
    });

    it('one that stops leaves nothing undone: the other takes over', async () => {
      await using world = await HubWorld.start({ engine });
      const other = await world.startNode();
      await until(
        'the other serves the application',
        async () => (await other.request('GET', `/v1/apps/${world.appId}/authorizations`)).status === 200,
      );
      const [first = '', second = ''] = merchants;
      const { json: link } = await world.node.request('POST', `/v1/apps/${world.appId}/links`, {
        body: { reference: 'shop-1' },
      });
      await world.node.hub.stop();
      const query = callbackQuery(world, link.url, first);
      expect((await other.request('GET', `/callback/${world.appId}?${query}`, { key: null })).status).toBe(200);
      expect((await other.request('GET', `/v1/apps/${world.appId}/links/${link.id}`)).json.state).toBe('authorized');
      world.sandbox.updateApplication(world.appId, { notifyUrl: `${other.address}/notify/${world.appId}` });
      world.consent(second);
      await until('the notification had its effect', async () => {
        const { json } = await other.request('GET', `/v1/apps/${world.appId}/authorizations/${second}`);
        return json.state === 'active';
      });
    });
  });
}

/** A link of one node, opened and returned to at the other. @returns the state of the link, as a third request sees it */
async function authorize(world: HubWorld, next: () => HubNode, merchant: string): Promise<string> {
  const links = `/v1/apps/${world.appId}/links`;
  const { json: link } = await next().request('POST', links, { body: { reference: `shop-${merchant}` } });
  await next().request('GET', new URL(link.page).pathname, { key: null });
  const query = callbackQuery(world, link.url, merchant);
  const { status } = await next().request('GET', `/callback/${world.appId}?${query}`, { key: null });
  if (status !== 200) return `came back with ${status}`;
  return (await next().request('GET', `${links}/${link.id}`)).json.state;
}

function callbackQuery(world: HubWorld, url: string, merchant: string): URLSearchParams {
  return new URLSearchParams({
    app_id: world.appId,
    app_auth_code: world.consent(merchant),
    state: world.stateOf(url),
  });
}

/** Calls that used a refresh token. */
function refreshes({ sandbox }: HubWorld): number {
  return sandbox.requests().filter(({ body }) => body.includes('"grant_type":"refresh_token"')).length;
}
