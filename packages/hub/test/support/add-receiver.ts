import type { HubWorld } from './hub-world.js';
import type { HubResponse } from './request-hub.js';
import type { TestReceiver } from './test-receiver.js';
import { until } from './until.js';

/** A receiver that the hub knows. */
export interface AddedReceiver {
  readonly id: string;
  readonly secret: string;
  /** Requests below `/v1/webhooks/:id`. */
  request(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<HubResponse>;
  /** Waits until there are so many deliveries in a state. @returns them, oldest first */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into deliveries of every shape
  deliveries(state: string, count: number): Promise<any[]>;
}

export async function addReceiver(world: HubWorld, receiver: TestReceiver, more: object = {}): Promise<AddedReceiver> {
  const added = await world.node.request('POST', '/v1/webhooks', { body: { url: receiver.url, ...more } });
  if (added.status !== 201) throw new Error(added.text);
  const { id, secret } = added.json;
  const request: AddedReceiver['request'] = (method, path, body, headers = {}) => {
    const node = world.nodes.at(-1) ?? world.node;
    return node.request(method, `/v1/webhooks/${id}${path}`, { headers, ...(body === undefined ? {} : { body }) });
  };
  return {
    id,
    secret,
    request,
    async deliveries(state, count) {
      let found: unknown[] = [];
      await until(`${count} deliveries are ${state}`, async () => {
        const { json } = await request('GET', `/deliveries?state=${state}&limit=200`);
        found = json.deliveries.reverse();
        return found.length >= count;
      });
      return found;
    },
  };
}
