import { auditRow, headOf } from '../audit/append-audit.js';
import type { VaultContext } from '../context/vault-context.js';
import { appendEvents, type NewEvent } from '../events/append-events.js';
import type { Database } from '../store/engine.js';
import type { AuditRow, AuthorizationRow } from '../store/schema.js';
import type { ChangedAuthorization } from '../store/write-authorizations.js';

/** An authorization before and after a change, and the events that the change emits. */
export interface StreamChange extends ChangedAuthorization {
  /** For the audit chain. */
  readonly cause: string;
  readonly events: readonly NewEvent[];
}

/**
 * Appends the events of changes to the outbox, and a link for each change to its audit chain.
 *
 * @returns the rows before and after the change, the latter with the new chain heads
 */
export async function appendStreams(
  context: VaultContext,
  database: Database,
  changes: readonly StreamChange[],
): Promise<ChangedAuthorization[]> {
  await appendEvents(
    context,
    database,
    changes.map(({ before, events }) => ({ stream: streamOf(before), head: before, events })),
  );
  const links: AuditRow[] = [];
  const rows = changes.map((change) => {
    const { before, after, events } = change;
    const event_sequence = before.event_sequence + events.length;
    const { audit_sequence, audit_hash } = before;
    if (after.generation === before.generation && events.length === 0) {
      return { before, after: { ...after, event_sequence, audit_sequence, audit_hash } };
    }
    const link = linkOf(context, change);
    links.push(link);
    return { before, after: { ...after, event_sequence, ...headOf(link) } };
  });
  if (links.length > 0) await database.insertInto('audit').values(links).execute();
  return rows;
}

const streamOf = ({ app_id, auth_app_id }: AuthorizationRow) => ({ appId: app_id, authAppId: auth_app_id });

function linkOf(context: VaultContext, { before, after, cause, events }: StreamChange): AuditRow {
  return auditRow(context, streamOf(before), before, {
    kind: cause,
    detail: {
      generation: after.generation,
      state: after.state,
      reason: after.reason,
      pair: after.pair_id,
      grant: after.grant_id,
      cancelledAt: after.cancelled_at,
      events: events.map(({ type }) => type),
    },
  });
}
