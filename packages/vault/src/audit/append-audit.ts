import type { VaultContext } from '../context/vault-context.js';
import type { StreamKey } from '../events/append-events.js';
import type { Database } from '../store/engine.js';
import type { AuditRow, ChainHead } from '../store/schema.js';
import { chainEntry } from './chain-entry.js';

/** What was done, and with what; never a secret. */
export interface AuditEntry {
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The next link of a chain. */
export function auditRow(
  { clock, secret }: VaultContext,
  { appId, authAppId }: StreamKey,
  head: ChainHead,
  { kind, detail }: AuditEntry,
): AuditRow {
  const sequence = head.audit_sequence + 1;
  const row = {
    app_id: appId,
    auth_app_id: authAppId,
    sequence,
    at: clock(),
    kind,
    detail: JSON.stringify(detail),
  };
  return { ...row, hash: secret.chain(head.audit_hash, chainEntry(row)) };
}

/** What the row that holds a chain's head says after a link. */
export const headOf = ({ sequence, hash }: AuditRow): ChainHead => ({ audit_sequence: sequence, audit_hash: hash });

/**
 * Adds to a chain. The row that holds its head must be locked, and be written afterwards.
 *
 * @returns the new head
 */
export async function appendAudit(
  context: VaultContext,
  database: Database,
  stream: StreamKey,
  head: ChainHead,
  entry: AuditEntry,
): Promise<ChainHead> {
  const row = auditRow(context, stream, head, entry);
  await database.insertInto('audit').values(row).execute();
  return headOf(row);
}
