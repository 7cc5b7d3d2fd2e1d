import { appendEvents } from '../events/append-events.js';
import type { EventContext, NewEvent } from '../events/hub-event.js';
import type { HubDatabase } from '../store/hub-store.js';
import { address, queueDeliveries } from './queue-deliveries.js';

/**
 * Records those events that are new, and queues a delivery to each receiver that wants them. The caller has locked the head
 * of the events.
 *
 * @param position what `lockEventHead` returned
 */
export async function emitEvents(
  context: EventContext,
  database: HubDatabase,
  events: readonly NewEvent[],
  position: number,
): Promise<void> {
  const added = await appendEvents(database, events, position);
  if (added.length > 0) await queueDeliveries(context, database, await address(database, added));
}
