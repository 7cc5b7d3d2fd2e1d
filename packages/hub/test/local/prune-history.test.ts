import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/config/check-settings.js';
import { openLocalHub } from '../../src/local/open-local-hub.js';
import type { PrunedHistory } from '../../src/local/pruned-history.js';
import { addReceiver } from '../support/add-receiver.js';
import { HubWorld } from '../support/hub-world.js';
import { localReceivers, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

const merchant = '2021000000000151';
const day = 86_400_000;

describe('pruning history at once', () => {
  it('tells how much, erases it, and leaves what is younger, while the hub runs', async () => {
    await using world = await HubWorld.start({ settings: { webhooks: localReceivers } });
    await using receiver = await TestReceiver.start();
    const added = await addReceiver(world, receiver);
    const path = `/v1/apps/${world.appId}`;
    await world.grant(merchant);
    const { json: link } = await world.node.request('POST', `${path}/links`, { body: { reference: 'shop-1' } });
    await world.node.request('DELETE', `${path}/links/${link.id}`);
    world.sandbox.updateApplication(world.appId, { notifyUrl: `${world.node.address}/notify/${world.appId}` });
    world.consent(merchant);
    await world.sandbox.settled();
    await world.node.request('POST', `${path}/authorizations/${merchant}/rotate`);
    await world.node.request('POST', '/v1/jobs', { body: { kind: 'verify-audit' } });
    await until('the rotation was delivered', () => receiver.types.includes('authorization.rotated'));
    await until('everything is delivered', async () => {
      const { json } = await added.request('GET', '/deliveries?state=pending');
      return json.deliveries.length === 0;
    });
    await until('the job has ended', async () => {
      const { json } = await world.node.request('GET', '/v1/jobs');
      return json.jobs.every(({ state }: { state: string }) => state === 'done');
    });
    await world.node.hub.stop();

    const settings = checkSettings(await world.settings());
    const open = (ahead: number) =>
      openLocalHub(settings, { clock: () => Date.now() + ahead, logTo: { write: () => undefined } });
    {
      await using young = await open(0);
      expect(rowsOf(await young.prune())).toEqual({});
    }
    await using old = await open(800 * day);
    const would = await old.prune({ dryRun: true });
    expect(would).toContainEqual({ kind: 'requests', days: 14, rows: expect.any(Number) });
    for (const kind of ['operations', 'events', 'deliveries', 'audit', 'requests', 'jobs', 'notifications', 'links']) {
      expect(rowsOf(would), kind).toHaveProperty(kind);
    }
    const seen: number[] = [];
    const pruned = await old.prune({ onProgress: (rows) => seen.push(rows) });
    // Pairs that operations keep go with them.
    const { pairs: _, ...expected } = rowsOf(would);
    expect(rowsOf(pruned)).toMatchObject(expected);
    expect(seen.at(-1)).toBe(pruned.reduce((sum, { rows }) => sum + rows, 0));
    expect(rowsOf(await old.prune({ dryRun: true }))).toEqual({});
  });
});

const rowsOf = (history: readonly PrunedHistory[]) =>
  Object.fromEntries(history.filter(({ rows }) => rows > 0).map(({ kind, rows }) => [kind, rows]));
