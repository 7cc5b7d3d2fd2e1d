import type { Migration, MigrationSet } from '@lingpai/database';
import { expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { vaultMigrations } from '../../../vault/src/store/migrations/vault-migrations.js';
import { hubMigrations } from '../../src/store/hub-migrations.js';
import { addReceiver } from '../support/add-receiver.js';
import { type HubNode, HubWorld } from '../support/hub-world.js';
import { localReceivers, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

const note = (name: string) => ({ name, kind: 'label', nullable: true }) as const;

/** What the next version does to the tables, so that this one still works on them. */
function expansionOf({ migrations }: MigrationSet, table: string): Migration {
  const tables = migrations.flatMap((migration) => migration.tables);
  return {
    version: migrations.length + 1,
    name: 'expansion',
    oldest: migrations.length,
    tables: [{ name: table, columns: [{ name: 'id', kind: 'key' }], primaryKey: ['id'], indexes: [] }],
    added: tables.map(({ name }) => ({ table: name, columns: [note('next_note')] })),
  };
}

/** Starts a node of a version that knows further migrations. */
async function startNewer(world: HubWorld, further: readonly (readonly [MigrationSet, Migration])[]): Promise<HubNode> {
  for (const [set, migration] of further) (set.migrations as Migration[]).push(migration);
  try {
    return await world.startNode();
  } finally {
    for (const [set] of further) (set.migrations as Migration[]).pop();
  }
}

for (const engine of engineNames) {
  it(`an older and a newer version work side by side on the tables of the newer one (${engine})`, async () => {
    await using world = await HubWorld.start({ engine, settings: { webhooks: localReceivers } });
    await using receiver = await TestReceiver.start();
    const running = world.node;
    await addReceiver(world, receiver, { types: ['authorization.authorized', 'authorization.rotated'] });
    await world.grant('2021000000000200');
    const newer = await startNewer(world, [
      [vaultMigrations, expansionOf(vaultMigrations, 'next_vault')],
      [hubMigrations, expansionOf(hubMigrations, 'hub_next')],
    ]);
    const restarted = await world.startNode();
    const nodes = [running, newer, restarted];
    const application = `/v1/apps/${world.appId}`;
    const merchants = ['2021000000000201', '2021000000000202', '2021000000000203'];
    for (const [index, node] of nodes.entries()) {
      const merchant = merchants[index] ?? '';
      await until(
        'the node serves',
        async () => (await node.request('GET', `${application}/authorizations`)).status === 200,
      );
      const body = { reference: `shop-${index}` };
      const link = await node.request('POST', `${application}/links`, {
        body,
        headers: { 'idempotency-key': `i-${index}` },
      });
      expect(link.status).toBe(201);
      const query = new URLSearchParams({
        app_id: world.appId,
        app_auth_code: world.consent(merchant),
        state: world.stateOf(link.json.url),
      });
      const other = nodes[(index + 1) % nodes.length] ?? node;
      expect((await other.request('GET', `/callback/${world.appId}?${query}`, { key: null })).status).toBe(200);
      const rotated = await node.request('POST', `${application}/authorizations/${merchant}/rotate`);
      expect(rotated.json).toMatchObject({ generation: 2 });
    }
    for (const node of nodes) {
      const { json } = await node.request('GET', `${application}/authorizations?limit=50`);
      expect(json.authorizations).toHaveLength(4);
      for (const merchant of merchants) {
        const token = await node.request('GET', `${application}/authorizations/${merchant}/token?reason=upgrade`);
        expect(token.json).toMatchObject({ generation: 2 });
      }
      const { json: job } = await node.request('POST', '/v1/jobs', { body: { kind: 'verify-audit' } });
      await until('the audit chains are verified', async () => {
        const { json: found } = await node.request('GET', `/v1/jobs/${job.id}`);
        return found.state === 'done' && found.summary.broken.length === 0;
      });
    }
    // One whose receiver responded to a node that had lost its lease comes again, under the same id.
    await until('every event was delivered', () => new Set(receiver.received.map(({ event }) => event.id)).size === 7);
    for (const { log } of nodes) expect(log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });

  it(`an older version is refused once a newer one has contracted the tables (${engine})`, async () => {
    await using world = await HubWorld.start({ engine });
    await startNewer(world, [
      [hubMigrations, { version: 2, name: 'contraction', tables: [], dropped: ['hub_quarantine_old'] }],
    ]);
    await expect(world.startNode()).rejects.toMatchObject({
      name: 'SettingsError',
      message:
        'a newer version of "hub" has changed the tables: the database has its migration 2 ("contraction"), this version ' +
        'knows 1. Run the newer version, or restore a backup',
    });
  });
}
