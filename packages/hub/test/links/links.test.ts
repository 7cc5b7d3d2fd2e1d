import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const links = () => `/v1/apps/${world.appId}/links`;

/** The types of a link's events, oldest first. */
async function linkEvents(linkId: string): Promise<string[]> {
  const { json } = await world.node.request('GET', '/v1/events?limit=200');
  const events: { type: string; data: { linkId?: string } }[] = json.events;
  return events.filter(({ data }) => data.linkId === linkId).map(({ type }) => type);
}

describe('/v1/apps/:appId/links', () => {
  it('a merchant opens a link, consents and comes back: the authorization has its reference', async () => {
    const created = await world.node.request('POST', links(), { body: { reference: 'shop-7', kinds: ['WEBAPP'] } });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ state: 'created', reference: 'shop-7', kinds: ['WEBAPP'] });
    const page = new URL(created.json.page);
    const opened = await world.node.request('GET', page.pathname, { key: null });
    expect(opened.status).toBe(200);
    expect(opened.text).toContain(`href="${created.json.url.replaceAll('&', '&amp;')}"`);
    const linkPath = `${links()}/${created.json.id}`;
    expect((await world.node.request('GET', linkPath)).json.state).toBe('opened');
    const back = await world.returnFrom(created.json.url, { app_auth_code: world.consent('2021000000000021') });
    expect(back.status).toBe(200);
    expect(back.text).toContain('授权成功');
    expect((await world.node.request('GET', linkPath)).json).toMatchObject({
      state: 'authorized',
      authAppIds: ['2021000000000021'],
    });
    const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?reference=shop-7`);
    expect(json.authorizations).toMatchObject([
      { authAppId: '2021000000000021', state: 'active', requestedKinds: ['WEBAPP'] },
    ]);
    expect((await world.node.request('GET', page.pathname, { key: null })).status).toBe(410);
    expect(await linkEvents(created.json.id)).toEqual(['link.created', 'link.opened', 'link.authorized']);
  });

  it('a merchant who declines can open the link again', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-8' } });
    await world.returnFrom(json.url, { error: 'access_denied' });
    expect((await world.node.request('GET', `${links()}/${json.id}`)).json.state).toBe('declined');
    const page = await world.node.request('GET', new URL(json.page).pathname, { key: null });
    expect(page.status).toBe(200);
    expect(page.text).toContain('您上次没有同意授权');
    await world.returnFrom(json.url, { app_auth_code: world.consent('2021000000000022') });
    expect(await linkEvents(json.id)).toEqual(['link.created', 'link.declined', 'link.authorized']);
  });

  it('a revoked link says so, and assigns nothing to who consents on it, however its state is spelt', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-revoked' } });
    const linkPath = `${links()}/${json.id}`;
    expect((await world.node.request('DELETE', linkPath)).json).toMatchObject({ state: 'revoked' });
    expect((await world.node.request('DELETE', linkPath)).status).toBe(200);
    const page = await world.node.request('GET', new URL(json.page).pathname, { key: null });
    expect([page.status, page.text.includes('链接已作废')]).toEqual([410, true]);
    const state = world.stateOf(json.url);
    const spellings = [
      state,
      state.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
      `${state.slice(0, 9)}\n${state.slice(9)}`,
    ];
    for (const [index, spelling] of spellings.entries()) {
      const authAppId = `202100000000003${index}`;
      const query = new URLSearchParams({ app_auth_code: world.consent(authAppId), state: spelling });
      const back = await world.node.request('GET', `/callback/${world.appId}?${query}`, { key: null });
      expect(back.text).toContain('授权已收到');
      const path = `/v1/apps/${world.appId}/authorizations/${authAppId}`;
      expect((await world.node.request('GET', path)).json).toMatchObject({ state: 'active', reference: null });
    }
    const unassigned = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations?unassigned=true`);
    expect(unassigned.json.authorizations).toHaveLength(3);
    expect(await linkEvents(json.id)).toEqual(['link.created', 'link.revoked']);
  });

  it('a link that was used cannot be revoked', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-used' } });
    await world.returnFrom(json.url, { app_auth_code: world.consent('2021000000000023') });
    expect((await world.node.request('DELETE', `${links()}/${json.id}`)).json).toMatchObject({ code: 'conflict' });
    const other = await world.returnFrom(json.url, { app_auth_code: world.consent('2021000000000024') });
    expect(other.text).toContain('授权已收到');
    expect((await world.node.request('GET', `${links()}/${json.id}`)).json.authAppIds).toEqual(['2021000000000023']);
  });

  it('a merchant whose code Alipay refuses gets the same link again, and can use it', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-again', language: 'en' } });
    const refused = await world.returnFrom(json.url, { app_auth_code: 'f'.repeat(32) });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(`href="${json.page}"`);
    const { json: renewed } = await world.node.request('GET', `${links()}/${json.id}`);
    expect(renewed).toMatchObject({ state: 'created', expiresAt: json.expiresAt });
    await world.returnFrom(renewed.url, { app_auth_code: world.consent('2021000000000025') });
    expect((await world.node.request('GET', `${links()}/${json.id}`)).json.state).toBe('authorized');
  });

  it('has expired as soon as its time is over: in its page, by itself and in lists', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-late', expiresIn: 60 } });
    world.advance(61_000);
    const { json: link } = await world.node.request('GET', `${links()}/${json.id}`);
    const page = await world.node.request('GET', new URL(json.page).pathname, { key: null });
    const list = await world.node.request('GET', `${links()}?reference=shop-late&state=expired`);
    expect([link.state, page.status, list.json.links.length]).toEqual(['expired', 410, 1]);
    expect(page.text).toContain('链接已过期');
    expect(await linkEvents(json.id)).toEqual(['link.created', 'link.expired']);
  });

  it('says what is wrong with a reference that a link cannot carry', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: '店'.repeat(17) } });
    expect(json).toMatchObject({ status: 400, detail: 'reference: expected at most 49 bytes in a consent link' });
  });

  it('lists the links of a reference', async () => {
    await world.node.request('POST', links(), { body: { reference: 'shop-9' } });
    const { json } = await world.node.request('GET', `${links()}?reference=shop-9`);
    expect(json).toMatchObject({ links: [{ reference: 'shop-9', state: 'created' }], next: null });
  });
});
