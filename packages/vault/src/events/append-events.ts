import { contextId, type VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { OutboxRow, StreamHead } from '../store/schema.js';
import type { VaultEvent } from './vault-event.js';

export type NewEvent = Omit<VaultEvent, 'id' | 'appId' | 'authAppId' | 'sequence' | 'at'>;

/** The stream of an authorization; with an empty `authAppId`, that of an application. */
export interface StreamKey {
  readonly appId: string;
  readonly authAppId: string;
}

/** Events to append to a stream. The caller has locked the row that holds the head, and writes it afterwards. */
export interface StreamAddition {
  readonly stream: StreamKey;
  readonly head: Pick<StreamHead, 'event_sequence'>;
  readonly events: readonly NewEvent[];
}

/** Puts events into the outbox. The caller advances the heads of the streams by their number. */
export async function appendEvents(
  context: VaultContext,
  database: Database,
  additions: readonly StreamAddition[],
): Promise<void> {
  const filled = additions.filter(({ events }) => events.length > 0);
  if (filled.length === 0) return;
  const behind = await findUndelivered(database, filled);
  const rows = filled.flatMap((addition) => outboxRows(context, addition, behind.has(nameOf(addition.stream))));
  await context.onKillPoint('before-outbox');
  await database.insertInto('outbox').values(rows).execute();
  await context.onKillPoint('after-outbox');
}

function outboxRows(context: VaultContext, { stream, head, events }: StreamAddition, isBehind: boolean): OutboxRow[] {
  const now = context.clock();
  return events.map((event, index) => {
    const sequence = head.event_sequence + 1 + index;
    const id = `event-${contextId(context)}`;
    const authAppId = stream.authAppId === '' ? null : stream.authAppId;
    const payload: VaultEvent = { id, appId: stream.appId, authAppId, sequence, at: now, ...event };
    return {
      id,
      app_id: stream.appId,
      auth_app_id: stream.authAppId,
      type: event.type,
      state: isBehind || index > 0 ? 'waiting' : 'ready',
      sequence,
      created_at: now,
      due_at: now,
      attempts: 0,
      lease_owner: null,
      lease_until: null,
      delivered_at: null,
      payload: JSON.stringify(payload),
    };
  });
}

const nameOf = ({ appId, authAppId }: StreamKey) => `${appId} ${authAppId}`;

/** Events of one stream are delivered in order. @returns the streams whose newest event is not delivered yet */
async function findUndelivered(database: Database, additions: readonly StreamAddition[]): Promise<Set<string>> {
  const started = additions.filter(({ head }) => head.event_sequence > 0);
  if (started.length === 0) return new Set();
  const rows = await database
    .selectFrom('outbox')
    .select(['app_id', 'auth_app_id'])
    .where((where) =>
      where.or(
        started.map(({ stream, head }) =>
          where.and([
            where('app_id', '=', stream.appId),
            where('auth_app_id', '=', stream.authAppId),
            where('sequence', '=', head.event_sequence),
          ]),
        ),
      ),
    )
    .where('state', 'in', ['ready', 'waiting'])
    .execute();
  return new Set(rows.map(({ app_id: appId, auth_app_id: authAppId }) => nameOf({ appId, authAppId })));
}
