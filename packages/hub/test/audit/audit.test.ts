import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { HubProcess } from '../support/hub-process.js';
import { adminKey, HubWorld } from '../support/hub-world.js';
import { queryDatabase } from '../support/query-database.js';
import { requestHub } from '../support/request-hub.js';

const merchant = '2021000000000011';

const auditPath = ({ appId }: HubWorld) => `/v1/audit?appId=${appId}&authAppId=${merchant}`;
const tokenPath = ({ appId }: HubWorld) => `/v1/apps/${appId}/authorizations/${merchant}/token`;

describe('the audit of tokens', () => {
  it('has a token that was revealed with a reason, although the node was killed before its response', async () => {
    await using world = await HubWorld.start();
    await world.grant(merchant);
    const settings = await world.settings();
    await world.node.hub.stop();
    await using killed = await HubProcess.start(settings, 'audit-committed');
    const path = `${tokenPath(world)}?reason=ticket-42`;
    await expect(requestHub(killed.address, 'GET', path, { key: adminKey })).rejects.toThrow();
    await killed.ended();
    const node = await world.startNode();
    const { json } = await node.request('GET', auditPath(world));
    expect(json.links[0]).toMatchObject({ kind: 'token-revealed', detail: { why: 'ticket-42', by: 'key_admin' } });
  });

  it('comes before the response: a token is not revealed when the link cannot be committed', async () => {
    await using world = await HubWorld.start();
    await world.grant(merchant);
    const { json } = await world.node.request('GET', tokenPath(world));
    await queryDatabase(
      world.database.url,
      sql`alter table ${sql.table('audit')} rename to ${sql.table('audit_away')}`,
    );
    const refused = await world.node.request('GET', `${tokenPath(world)}?reason=ticket-42`);
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(refused.text).not.toContain(json.token);
    await queryDatabase(
      world.database.url,
      sql`alter table ${sql.table('audit_away')} rename to ${sql.table('audit')}`,
    );
    expect((await world.node.request('GET', `${tokenPath(world)}?reason=ticket-42`)).json.token).toBe(json.token);
  });

  it('counts what programs read and call for each key, and writes a link of each count when the hub stops', async () => {
    await using world = await HubWorld.start();
    await world.grant(merchant);
    const keys = [await world.createKey(['token']), await world.createKey(['token', 'proxy'])];
    for (const key of [keys[0], keys[0], keys[1]])
      await world.node.request('GET', tokenPath(world), { key: key ?? null });
    const query = `/proxy/${world.appId}/${merchant}/v3/alipay/trade/query`;
    const body = { out_trade_no: 'order-1' };
    for (let call = 0; call < 2; call += 1) await world.node.request('POST', query, { key: keys[1] ?? null, body });
    await world.node.hub.stop();
    const node = await world.startNode();
    const { json } = await node.request('GET', auditPath(world));
    const counted = json.links
      .filter(({ kind }: { kind: string }) => kind === 'tokens-read' || kind === 'calls-proxied')
      .map(({ kind, detail }: { kind: string; detail: { count: number } }) => `${kind} ${detail.count}`);
    expect(counted.toSorted()).toEqual(['calls-proxied 2', 'tokens-read 1', 'tokens-read 2']);
  });
});
