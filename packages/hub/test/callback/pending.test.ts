import { expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

it('a code that Alipay did not take at once is redeemed later, and the link says so by itself', async () => {
  await using world = await HubWorld.start();
  const links = `/v1/apps/${world.appId}/links`;
  const { json: link } = await world.node.request('POST', links, {
    body: { reference: 'shop-pending', expiresIn: 60 },
  });
  const authAppIds = ['2021000000000071', '2021000000000072'];
  const code = world.consent(...authAppIds);
  world.sandbox.injectFault({ effect: 'status', status: 503, times: 3 });
  const back = await world.returnFrom(link.url, { app_auth_code: code });
  expect([back.status, back.text.includes('授权处理中')]).toEqual([202, true]);
  // The time of the link is over before Alipay responds.
  world.advance(61_000);
  expect((await world.node.request('GET', `${links}/${link.id}`)).json.state).toBe('created');
  await until(
    'the link is authorized',
    async () => {
      const { json } = await world.node.request('GET', `${links}/${link.id}`);
      return json.state === 'authorized' && json.authAppIds.length === 2;
    },
    60_000,
  );
  const { json } = await world.node.request('GET', '/v1/events?limit=200');
  const types: string[] = json.events.map(({ type }: { type: string }) => type);
  expect(types.filter((type) => type === 'link.authorized')).toHaveLength(1);
});
