import type { VaultSecret } from '../seal/vault-secret.js';
import type { AuditCheckpointRow } from '../store/schema.js';

type Checkpoint = Omit<AuditCheckpointRow, 'row_code' | 'pruned_at'>;

/** The keyed code of a checkpoint. Forging one takes the vault's secret, not only the database. */
export function checkpointCode(secret: VaultSecret, checkpoint: Checkpoint): string {
  return secret.rowCode(checkpointColumns(checkpoint));
}

export function isCheckpointIntact(secret: VaultSecret, { row_code, ...checkpoint }: AuditCheckpointRow): boolean {
  return secret.isRowCode(checkpointColumns(checkpoint), row_code);
}

function checkpointColumns({ app_id, auth_app_id, sequence, hash }: Checkpoint): readonly unknown[] {
  return ['audit checkpoint', app_id, auth_app_id, sequence, hash];
}
