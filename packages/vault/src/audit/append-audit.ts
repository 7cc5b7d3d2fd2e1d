import type { VaultContext } from '../context/vault-context.js';
import type { StreamKey } from '../events/append-events.js';
import type { Database } from '../store/engine.js';
import type { AuditRow, ChainHead } from '../store/schema.js';
import { chainEntry } from './chain-entry.js';

/** What happened, and its details; never a secret. */
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

/** The head of a chain after a link. */
export const headOf = ({ sequence, hash }: AuditRow): ChainHead => ({ audit_sequence: sequence, audit_hash: hash });

/**
 * Appends to a chain. The caller has locked the row that holds the head, and writes it afterwards.
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
