import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { HubWorld } from '../support/hub-world.js';

for (const engine of engineNames) {
  describe(`GET /v1/search (${engine})`, () => {
    it('finds by what a reference, a merchant, a merchant application or an application begins with', async () => {
      await using world = await HubWorld.start({ engine });
      const assign = (authAppId: string, reference: string) =>
        world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${authAppId}/assign`, {
          body: { reference },
        });
      await world.grant('2021000000000011', '2021000000000012', '2021000000000013');
      await assign('2021000000000011', '店-1');
      await assign('2021000000000012', '店-2');
      await assign('2021000000000013', 'a_b%');
      const found = async (q: string, more = '') => {
        const { json } = await world.node.request('GET', `/v1/search?q=${encodeURIComponent(q)}${more}`);
        return json.authorizations?.map(({ authAppId }: { authAppId: string }) => authAppId) ?? json;
      };
      expect(await found('店')).toEqual(['2021000000000011', '2021000000000012']);
      expect(await found('店-2')).toEqual(['2021000000000012']);
      expect(await found('a_b%'), 'nothing is a placeholder').toEqual(['2021000000000013']);
      expect(await found('%')).toEqual([]);
      expect(await found('2088000000000001')).toHaveLength(3);
      expect(await found('20210000000000', '&limit=2')).toHaveLength(2);
      expect(await found('021')).toEqual([]);
      const { json } = await world.node.request('GET', `/v1/search?q=${world.appId.slice(0, 12)}`);
      expect(json.applications).toEqual([world.appId]);
    });
  });
}

describe('GET /v1/search', () => {
  it('shows a key nothing of applications that it is not for', async () => {
    await using world = await HubWorld.start();
    await world.grant('2021000000000011');
    const key = await world.createKey(['read'], { appIds: ['2021999999999999'] });
    const { json } = await world.node.request('GET', '/v1/search?q=2', { key });
    expect(json).toEqual({ applications: [], authorizations: [] });
    const named = await world.node.request('GET', `/v1/search?q=2&appId=${world.appId}`, { key });
    expect(named.json).toMatchObject({ status: 403, code: 'application-not-permitted' });
    expect((await world.node.request('GET', '/v1/search')).json).toMatchObject({ status: 400 });
  });
});
