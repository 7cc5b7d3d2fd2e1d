import type { HubContext } from '../context/hub-context.js';
import { type HubDatabase, insertMissing } from '../store/hub-store.js';
import type { ChannelKind } from './channel-table.js';
import { messageGap } from './send-pause.js';

interface Reservation {
  readonly kind: ChannelKind;
  readonly paceId: string;
  /** The time that the message bears. */
  readonly at: number;
}

/**
 * Keeps the distance between two messages, on every node and for tests, too.
 *
 * @returns `undefined` when a message may be sent now, or when it may
 */
export async function reserveMessage(
  { store }: HubContext,
  database: HubDatabase,
  { kind, paceId, at }: Reservation,
): Promise<number | undefined> {
  const next_at = at + messageGap[kind];
  const isNew = await insertMissing(store, database, 'hub_alert_pace', { id: paceId, next_at });
  if (isNew) return undefined;
  const { numUpdatedRows } = await database
    .updateTable('hub_alert_pace')
    .set({ next_at })
    .where('id', '=', paceId)
    .where('next_at', '<=', at)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return undefined;
  const row = await database.selectFrom('hub_alert_pace').select('next_at').where('id', '=', paceId).executeTakeFirst();
  return row?.next_at ?? at;
}

/** A robot that was sent too much takes nothing, whichever channel it comes from. */
export async function silenceUntil(database: HubDatabase, paceId: string, next: number): Promise<void> {
  await database.updateTable('hub_alert_pace').set({ next_at: next }).where('id', '=', paceId).execute();
}

/** Erases what no longer delays anything. */
export async function prunePaces({ store, clock }: HubContext): Promise<boolean> {
  await store.write((database) => database.deleteFrom('hub_alert_pace').where('next_at', '<', clock()).execute());
  return false;
}
