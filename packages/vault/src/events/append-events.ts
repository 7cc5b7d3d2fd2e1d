import { contextId, type VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { StreamHead } from '../store/schema.js';
import type { VaultEvent } from './vault-event.js';

export type NewEvent = Omit<VaultEvent, 'id' | 'appId' | 'authAppId' | 'sequence' | 'at'>;

/** The stream of an authorization, or with an empty `authAppId` that of an application. */
export interface StreamKey {
  readonly appId: string;
  readonly authAppId: string;
}

/**
 * Puts events into the outbox. The row that holds the stream's head must be locked, and be written afterwards.
 *
 * @returns the new head's `event_sequence`
 */
export async function appendEvents(
  context: VaultContext,
  database: Database,
  stream: StreamKey,
  head: Pick<StreamHead, 'event_sequence'>,
  events: readonly NewEvent[],
): Promise<number> {
  if (events.length === 0) return head.event_sequence;
  const now = context.clock();
  const behind = head.event_sequence > 0 && (await hasUndelivered(database, stream));
  const rows = events.map((event, index) => {
    const sequence = head.event_sequence + 1 + index;
    const id = `event-${contextId(context)}`;
    const authAppId = stream.authAppId === '' ? null : stream.authAppId;
    const payload: VaultEvent = { id, appId: stream.appId, authAppId, sequence, at: now, ...event };
    return {
      id,
      app_id: stream.appId,
      auth_app_id: stream.authAppId,
      type: event.type,
      state: behind || index > 0 ? ('waiting' as const) : ('ready' as const),
      sequence,
      created_at: now,
      due_at: now,
      attempts: 0,
      claim_owner: null,
      claim_until: null,
      delivered_at: null,
      payload: JSON.stringify(payload),
    };
  });
  await context.at('before-outbox');
  await database.insertInto('outbox').values(rows).execute();
  await context.at('after-outbox');
  return head.event_sequence + events.length;
}

/** Events of one stream are delivered one after the other. */
async function hasUndelivered(database: Database, { appId, authAppId }: StreamKey): Promise<boolean> {
  const last = await database
    .selectFrom('outbox')
    .select('state')
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last !== undefined && last.state !== 'delivered';
}
