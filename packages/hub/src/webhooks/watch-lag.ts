import type { HubContext } from '../context/hub-context.js';

/** Deliveries that are looked at: a backlog may be long. */
const most = 1_000;

/** Counts how long the oldest event of each application has waited for a receiver, as long as it waits. */
export async function watchLag({ store, clock, counts }: HubContext): Promise<boolean> {
  const rows = await store.read((database) =>
    database
      .selectFrom((from) =>
        from
          .selectFrom('hub_webhook_delivery')
          .select(['app_id', 'webhook_id', 'created_at'])
          .where('state', '=', 'pending')
          .orderBy('created_at')
          .limit(most)
          .as('oldest'),
      )
      .innerJoin('hub_webhook', 'hub_webhook.id', 'oldest.webhook_id')
      .select(({ fn }) => ['oldest.app_id', fn.min('oldest.created_at').as('since')])
      .where('hub_webhook.state', '=', 'enabled')
      .groupBy('oldest.app_id')
      .execute(),
  );
  for (const { app_id, since } of rows) counts.raise(app_id, 'webhooks-lag', clock() - Number(since));
  return false;
}
