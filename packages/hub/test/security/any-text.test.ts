import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { HubWorld } from '../support/hub-world.js';

const merchant = '2021000000000011';
/** What some engine takes in no column, in no key, or in no comparison with a key. */
const texts = ['a\u0000b', '商户', '\ud800', 'x'.repeat(250)];
const inAddress = ['a\u0000b', '商户', '😀', 'x'.repeat(250)].map(encodeURIComponent);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string };
}

/** Every request of the API whose address has any text where it may be any. */
async function addressesOf({ node, appId }: HubWorld): Promise<(readonly [method: string, address: string])[]> {
  const { paths } = (await node.request('GET', '/openapi.json')).json;
  const known = (path: string) =>
    path
      .replaceAll('{appId}', appId)
      .replaceAll('{authAppId}', merchant)
      .replaceAll(/\{\w+\}/g, 'unknown');
  return Object.entries<Record<string, { parameters?: Parameter[] }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [] }]) => {
      const queries = parameters.filter((one) => one.in === 'query' && one.schema.type === 'string');
      return inAddress.flatMap((text) =>
        [
          ...[...path.matchAll(/\{\w+\}/g)].map(([part]) => known(path.replace(part, text))),
          ...queries.map(({ name }) => `${known(path)}?${name}=${text}`),
        ].map((address) => [method.toUpperCase(), address] as const),
      );
    }),
  );
}

describe.each(engineNames)('any text, on %s', (engine) => {
  it('in an address is not found or refused, and no fault of the hub or the database', async () => {
    await using world = await HubWorld.start({ engine });
    await world.grant(merchant);
    const asked = await addressesOf(world);
    expect(asked.length).toBeGreaterThan(300);
    const faults: string[] = [];
    for (const [method, address] of asked) {
      const { status, json } = await world.node.request(method, address, method === 'GET' ? {} : { body: {} });
      if (status >= 500) faults.push(`${method} ${address}: ${status} ${json.code}`);
    }
    expect(faults).toEqual([]);
  });

  it('that a caller chooses is stored, or refused by name', async () => {
    await using world = await HubWorld.start({ engine });
    await world.grant(merchant);
    const { node, appId } = world;
    for (const text of texts) {
      for (const [method, address, body] of [
        ['PATCH', `/v1/apps/${appId}`, { name: text }],
        ['POST', '/v1/keys', { name: text, scopes: ['read'] }],
        ['POST', `/v1/apps/${appId}/links`, { reference: text }],
        ['POST', '/v1/webhooks', { name: text, url: 'https://receiver.example.com/' }],
        ['POST', `/v1/apps/${appId}/authorizations/${merchant}/assign`, { reference: text }],
        ['POST', `/v1/apps/${appId}/authorizations/${merchant}/rotate`, { reason: text }],
      ] as const) {
        const { status, json } = await node.request(method, address, { body });
        if (status === 400)
          expect(json).toMatchObject({ code: 'invalid-request', detail: expect.stringMatching(/^\w/) });
        else expect(status, `${method} ${address} ${JSON.stringify(text)}`).toBeLessThan(300);
      }
    }
  });
});
