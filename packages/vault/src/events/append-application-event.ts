import { sql } from 'kysely';
import { appendAudit } from '../audit/append-audit.js';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { ApplicationRow } from '../store/schema.js';
import { appendEvents } from './append-events.js';
import type { EventReason, VaultEventType } from './vault-event.js';

export interface ApplicationEvent {
  readonly type: Extract<VaultEventType, 'attention' | 'recovered'>;
  readonly reason: EventReason;
}

/** Emits an event about an application rather than a merchant. */
export async function appendApplicationEvent(
  context: VaultContext,
  database: Database,
  appId: string,
  { type, reason }: ApplicationEvent,
): Promise<void> {
  const row = await lockApplication(context, database, appId);
  const stream = { appId, authAppId: '' };
  const event = { type, reason, userId: null, state: null, generation: null, reference: null, ...noGrant };
  await appendEvents(context, database, [{ stream, head: row, events: [event] }]);
  const head = await appendAudit(context, database, stream, row, { kind: type, detail: { reason } });
  await database
    .updateTable('application')
    .set({ event_sequence: row.event_sequence + 1, ...head })
    .where('app_id', '=', appId)
    .execute();
}

const noGrant = { trigger: null, outBizNo: null, order: null, daysLeft: null } as const;

/**
 * Keeps others from locking an application's row until the transaction ends. Any number of transactions may do so at the
 * same time.
 */
export async function shareApplication({ store }: VaultContext, database: Database, appId: string): Promise<void> {
  if (!store.locksRows) return;
  const query = database.selectFrom('application').select('app_id').where('app_id', '=', appId);
  // MariaDB knows this form only.
  const isMySql = store.ignoreDuplicates === 'insert-ignore';
  await (isMySql ? query.modifyEnd(sql`lock in share mode`) : query.forShare()).execute();
}

export async function lockApplication(
  { store }: VaultContext,
  database: Database,
  appId: string,
): Promise<ApplicationRow> {
  const query = database.selectFrom('application').selectAll().where('app_id', '=', appId);
  return (store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
}
