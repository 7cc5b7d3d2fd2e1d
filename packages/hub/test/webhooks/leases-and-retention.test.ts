import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { checkSettings } from '../../src/config/check-settings.js';
import type { HubContext } from '../../src/context/hub-context.js';
import { createHub } from '../../src/create-hub.js';
import { eventRetention } from '../../src/events/event-retention.js';
import type { NewEvent } from '../../src/events/hub-event.js';
import { deliveryRetention } from '../../src/webhooks/delivery-retention.js';
import { finishDeliveries } from '../../src/webhooks/finish-deliveries.js';
import type { LeasedDelivery } from '../../src/webhooks/lease-deliveries.js';
import { leaseDeliveries } from '../../src/webhooks/lease-deliveries.js';
import { HubWorld } from '../support/hub-world.js';
import { localReceivers } from '../support/test-receiver.js';

const day = 86_400_000;
const request = { most: 10, freeOf: () => 10, after: '' };

const event = (id: string, merchant: string): NewEvent => ({
  id,
  type: 'trade.updated',
  appId: '2021000000000001',
  authAppId: merchant,
  reference: null,
  at: Date.now(),
  data: {},
});

const delivered = (leased: LeasedDelivery) => ({
  leased,
  result: { failure: undefined, status: 204, retryAfter: undefined },
  at: Date.now(),
  duration: 1,
  outcome: { state: 'delivered' as const },
});

const states = async ({ store }: HubContext) => {
  const rows = await store.read((database) =>
    database.selectFrom('hub_webhook_delivery').select(['event_id', 'state']).orderBy('position').execute(),
  );
  return rows.map(({ event_id, state }) => `${event_id} ${state}`);
};

const endLeases = ({ store }: HubContext) =>
  store.write((database) => database.updateTable('hub_webhook_stream').set({ lease_until: 0 }).execute());

for (const engine of engineNames) {
  describe(`leases and retention (${engine})`, () => {
    it('an event is recorded once, leased once, and a node whose lease was lost changes nothing', async () => {
      // A hub that no worker runs in.
      await using world = await HubWorld.start({ engine, settings: { webhooks: localReceivers } });
      await world.node.request('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9999/' } });
      await world.node.hub.stop();
      let ahead = 0;
      const hub = await createHub(checkSettings(await world.settings()), {
        clock: () => Date.now() + ahead,
        logTo: { write: () => undefined },
      });
      const { context } = hub;
      try {
        await Promise.all([1, 2, 3].map(() => context.events.record(event('e-1', 'm-1'))));
        await context.events.record(event('e-2', 'm-1'));
        await context.events.record(event('e-3', 'm-2'));
        expect(await states(context)).toEqual(['e-1 pending', 'e-2 pending', 'e-3 pending']);
        const { deliveries: frozen } = await leaseDeliveries(context, request);
        // The first of each authorization; and nothing a second time.
        expect(frozen.map(({ delivery }) => delivery.event_id).sort()).toEqual(['e-1', 'e-3']);
        expect((await leaseDeliveries(context, request)).deliveries).toEqual([]);
        await endLeases(context);
        const { deliveries: next } = await leaseDeliveries(context, request);
        expect(next.map(({ delivery }) => delivery.event_id).sort()).toEqual(['e-1', 'e-3']);
        await finishDeliveries(context, frozen.map(delivered));
        expect(await states(context)).toEqual(['e-1 pending', 'e-2 pending', 'e-3 pending']);
        await finishDeliveries(context, next.map(delivered));
        expect(await states(context)).toEqual(['e-1 delivered', 'e-2 pending', 'e-3 delivered']);
        // Retention keeps what a receiver waits for.
        ahead = 31 * day;
        await deliveryRetention(context).erase();
        expect(await states(context)).toEqual(['e-2 pending']);
        ahead = 91 * day;
        await eventRetention(context).erase();
        const kept = await context.store.read((database) => database.selectFrom('hub_event').select('id').execute());
        expect(kept.map(({ id }) => id)).toEqual(['e-2']);
        await context.store.write((database) => database.deleteFrom('hub_webhook').execute());
        await deliveryRetention(context).erase();
        await eventRetention(context).erase();
        expect(await states(context)).toEqual([]);
        for (const table of ['hub_event', 'hub_webhook_stream'] as const) {
          expect(await context.store.read((database) => database.selectFrom(table).select('id').execute())).toEqual([]);
        }
      } finally {
        await hub.server.close();
        await hub.close();
      }
    });
  });
}
