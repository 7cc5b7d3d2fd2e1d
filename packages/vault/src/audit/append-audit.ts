import type { VaultContext } from '../context/vault-context.js';
import type { StreamKey } from '../events/append-events.js';
import type { Database } from '../store/engine.js';
import type { ChainHead } from '../store/schema.js';
import { chainEntry } from './chain-entry.js';

/** What was done, and with what; never a secret. */
export interface AuditEntry {
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Adds to a chain. The row that holds its head must be locked, and be written afterwards.
 *
 * @returns the new head
 */
export async function appendAudit(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: StreamKey,
  head: ChainHead,
  { kind, detail }: AuditEntry,
): Promise<ChainHead> {
  const at = context.clock();
  const sequence = head.audit_sequence + 1;
  const text = JSON.stringify(detail);
  const row = { app_id: appId, auth_app_id: authAppId, sequence, at, kind, detail: text };
  const hash = context.secret.chain(head.audit_hash, chainEntry(row));
  await database
    .insertInto('audit')
    .values({ ...row, hash })
    .execute();
  return { audit_sequence: sequence, audit_hash: hash };
}
