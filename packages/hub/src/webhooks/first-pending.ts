import type { HubDatabase } from '../store/hub-store.js';

/** Selects the first pending delivery of each stream, as `delivery`. */
export function firstPending(database: HubDatabase, streams: readonly string[]) {
  return database.selectFrom('hub_webhook_delivery as delivery').innerJoin(
    (from) =>
      from
        .selectFrom('hub_webhook_delivery')
        .select(({ fn }) => ['stream_id', fn.min('position').as('position')])
        .where('stream_id', 'in', streams)
        .where('state', '=', 'pending')
        .groupBy('stream_id')
        .as('head'),
    (on) => on.onRef('head.stream_id', '=', 'delivery.stream_id').onRef('head.position', '=', 'delivery.position'),
  );
}
