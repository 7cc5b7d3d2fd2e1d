import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
const path = (authAppId: string, rest = '') => `/v1/apps/${world.appId}/authorizations/${authAppId}${rest}`;

beforeAll(async () => {
  world = await HubWorld.start();
  for (const authAppId of ['2021000000000011', '2021000000000012', '2021000000000013']) await world.grant(authAppId);
});
afterAll(() => world[Symbol.asyncDispose]());

const merchant = '2021000000000011';

describe('/v1/apps/:appId/authorizations', () => {
  it('lists page by page', async () => {
    const listed: string[] = [];
    let cursor = '';
    do {
      const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?limit=2${cursor}`);
      expect(json.authorizations.length).toBeLessThanOrEqual(2);
      listed.push(...json.authorizations.map(({ authAppId }: { authAppId: string }) => authAppId));
      cursor = json.next === null ? '' : `&cursor=${json.next}`;
    } while (cursor !== '');
    expect(listed).toEqual(['2021000000000011', '2021000000000012', '2021000000000013']);
    const wrong = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?cursor=nothing`);
    expect(wrong.json).toMatchObject({
      status: 400,
      detail: 'cursor: expected what `next` was in the response before',
    });
  });

  it('lists those whose refresh tokens expire before a time, by deadline', async () => {
    const before = (time: number) =>
      world.node.request('GET', `/v1/apps/${world.appId}/authorizations?deadlineBefore=${time}`);
    expect((await before(Date.now())).json.authorizations).toEqual([]);
    expect((await before(Date.now() + 400 * 86_400_000)).json.authorizations).toHaveLength(3);
  });

  it('assigns a reference, and finds the authorization by it', async () => {
    const assigned = await world.node.request('POST', path(merchant, '/assign'), { body: { reference: 'shop-1' } });
    expect(assigned.json).toMatchObject({ reference: 'shop-1', unassigned: false });
    const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?reference=shop-1`);
    expect(json.authorizations.map(({ authAppId }: { authAppId: string }) => authAppId)).toEqual([merchant]);
  });

  it('lists those of a reason, and those that were asked for a kind of application', async () => {
    await using strict = await HubWorld.start({ alipay: { refreshReuse: 'strict' } });
    const { node, sandbox, appId } = strict;
    const find = async (query: string) => {
      const { json } = await node.request('GET', `/v1/apps/${appId}/authorizations?${query}`);
      return json.authorizations?.map(({ authAppId }: { authAppId: string }) => authAppId) ?? json.status;
    };
    await strict.grant(merchant);
    sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
    const rotate = `/v1/apps/${appId}/authorizations/${merchant}/rotate`;
    for (const _ of ['lost', 'refused']) await node.request('POST', rotate);
    expect(await find('reason=cannot-rotate')).toEqual([merchant]);
    expect(await find('reason=permission-missing')).toEqual([]);
    expect(await find('reason=other')).toBe(400);
    const body = { reference: 'shop-9', kinds: ['WEBAPP', 'MOBILEAPP'] };
    const { json: link } = await node.request('POST', `/v1/apps/${appId}/links`, { body });
    await strict.returnFrom(link.url, { app_auth_code: strict.consent('2021000000000019') });
    expect(await find('kind=MOBILEAPP')).toEqual(['2021000000000019']);
    expect(await find('kind=TINYAPP')).toEqual([]);
  });

  it('returns the current token to a key with the scope, and to no other', async () => {
    const key = await world.createKey(['token']);
    const { json, headers } = await world.node.request('GET', path(merchant, '/token'), { key });
    expect(json).toMatchObject({ state: 'active', stale: false });
    const snapshot = world.sandbox.state().authorizations.find(({ authAppId }) => authAppId === merchant);
    expect(json.token).toBe(snapshot?.pairs.at(-1)?.appAuthToken);
    expect(headers.get('cache-control')).toBe('no-store');
    const other = await world.createKey(['read', 'proxy', 'webhooks', 'manage']);
    const refused = await world.node.request('GET', path(merchant, '/token'), { key: other });
    expect(refused.json).toMatchObject({ status: 403, needs: ['token'] });
  });

  it('a token that is revealed with a reason is in the audit chain before the response', async () => {
    const { json } = await world.node.request('GET', path(merchant, '/token?reason=ticket%2042'));
    const history = await world.node.request('GET', path(merchant, '/history'));
    expect(history.json.audit[0]).toMatchObject({
      kind: 'token-revealed',
      detail: { by: 'key_admin', why: 'ticket 42' },
    });
    expect(history.text).not.toContain(json.token);
  });

  it('reads without a reason are counted, and written as one link when the hub stops', async () => {
    await using other = await HubWorld.start();
    await other.grant(merchant);
    const tokenPath = `/v1/apps/${other.appId}/authorizations/${merchant}/token`;
    for (let read = 0; read < 5; read += 1) await other.node.request('GET', tokenPath);
    await other.node.hub.stop();
    const node = await other.startNode();
    const { json } = await node.request('GET', `/v1/apps/${other.appId}/authorizations/${merchant}/history`);
    expect(json.audit[0]).toMatchObject({ kind: 'tokens-read', detail: { by: 'key_admin', count: 5 } });
  });

  it('rotates, and checks with Alipay', async () => {
    const before = await world.node.request('GET', path(merchant));
    const rotated = await world.node.request('POST', path(merchant, '/rotate'), { body: { reason: 'test' } });
    expect(rotated.json.generation).toBe(before.json.generation + 1);
    const again = await world.node.request('POST', path(merchant, '/rotate'));
    expect(again.status, 'without a body').toBe(200);
    expect((await world.node.request('POST', path(merchant, '/check'))).json.state).toBe('active');
  });

  it('says what a grant permits once Alipay has listed it, and lists the grants that lack a method', async () => {
    const permitted = async (method: string) =>
      (await world.node.request('GET', path(merchant, `/methods/${method}`))).json.permitted;
    await world.node.request('POST', path(merchant, '/check'));
    expect(await permitted('alipay.trade.pay')).toBe('yes');
    expect(await permitted('alipay.nothing.of.this.name')).toBe('no');
    const { methods } = (await world.node.request('GET', path(merchant, '/methods'))).json;
    expect(methods).toContain('alipay.trade.pay');
    expect(methods).toEqual([...methods].sort());
    const lacking = async (method: string) =>
      (await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?lacking=${method}`)).json;
    expect((await lacking('alipay.nothing.of.this.name')).authorizations).toMatchObject([{ authAppId: merchant }]);
    expect((await lacking('alipay.trade.pay')).authorizations).toEqual([]);
    expect(await lacking('no%20method')).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('deactivates', async () => {
    const name = '2021000000000012';
    expect((await world.node.request('POST', path(name, '/deactivate'))).json.state).toBe('deactivated');
    expect((await world.node.request('GET', path(name, '/token'))).json).toMatchObject({
      status: 409,
      code: 'deactivated',
      authAppId: name,
    });
  });

  it('forgets', async () => {
    const name = '2021000000000013';
    expect((await world.node.request('DELETE', path(name))).status).toBe(204);
    expect((await world.node.request('GET', path(name))).json).toMatchObject({ code: 'unknown-authorization' });
    expect((await world.node.request('DELETE', path(name))).status).toBe(404);
  });

  it('knows no application that was not added', async () => {
    const { json } = await world.node.request('GET', '/v1/apps/2021999999999999/authorizations');
    expect(json).toMatchObject({ status: 404, code: 'unknown-application' });
  });
});
