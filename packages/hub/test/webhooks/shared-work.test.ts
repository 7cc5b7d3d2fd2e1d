import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { addReceiver } from '../support/add-receiver.js';
import { HubWorld } from '../support/hub-world.js';
import { isGenuine, localReceivers, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

const merchants = Array.from({ length: 6 }, (_, index) => `202100000000013${index}`);

for (const engine of engineNames) {
  describe(`webhooks of two nodes on one database (${engine})`, () => {
    it('are delivered by both, each once, in the order of its authorization', async () => {
      const webhooks = { ...localReceivers, perReceiver: 1 };
      await using world = await HubWorld.start({ engine, settings: { webhooks } });
      await using receiver = await TestReceiver.start();
      const added = await addReceiver(world, receiver);
      const other = await world.startNode();
      await until(
        'the other serves the application',
        async () => (await other.request('GET', `/v1/apps/${world.appId}/authorizations`)).status === 200,
      );
      // A node has one at a time under way: two at the same time are of two nodes.
      const held: (() => void)[] = [];
      let areBothSeen = false;
      receiver.react = (_, response) => {
        const end = () => void response.writeHead(204).end();
        held.push(end);
        areBothSeen ||= held.length === 2;
        if (areBothSeen) for (const one of held.splice(0)) one();
        return undefined;
      };
      await world.grant(...merchants);
      await until('both nodes deliver', () => areBothSeen);
      for (const [index, merchant] of merchants.entries()) {
        const node = index % 2 === 0 ? world.node : other;
        const { status } = await node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchant}/rotate`);
        expect(status).toBe(200);
      }
      await added.deliveries('delivered', 12);
      for (const merchant of merchants) {
        const types = receiver.received
          .filter(({ event }) => event.authAppId === merchant)
          .map(({ event }) => event.type);
        expect(types).toEqual(['authorization.authorized', 'authorization.rotated']);
      }
      expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(12);
      expect(receiver.received.every((one) => isGenuine(added.secret, one))).toBe(true);
      // What a node that stops leaves behind is the other's.
      await world.node.hub.stop();
      const [first = ''] = merchants;
      const ended = await other.request('POST', `/v1/apps/${world.appId}/authorizations/${first}/deactivate`);
      expect(ended.status).toBe(200);
      await added.deliveries('delivered', 13);
      await other.request('POST', `/v1/webhooks/${added.id}/replay`, { body: { since: 0 } });
      await until('all arrived once more', () => receiver.received.length === 26);
    });
  });
}
