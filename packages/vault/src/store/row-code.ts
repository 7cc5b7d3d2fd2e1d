import { VaultError } from '../errors/vault-error.js';
import type { VaultSecret } from '../seal/vault-secret.js';
import type { AuthorizationRow } from './schema.js';

/** The columns that decide whether and with what an authorization is served. */
export type CodedColumns = Pick<
  AuthorizationRow,
  'app_id' | 'auth_app_id' | 'state' | 'pair_id' | 'generation' | 'cancelled_at'
>;

/** What `row_code` must be. It is computed wherever a row is written, and checked wherever one is read. */
export function authorizationCode(secret: VaultSecret, row: CodedColumns): string {
  return secret.rowCode(codedColumns(row));
}

/** Whether the vault itself wrote the row as it is. An older row put back passes: the audit chain finds that. */
export function isIntact(secret: VaultSecret, row: CodedColumns & Pick<AuthorizationRow, 'row_code'>): boolean {
  return secret.isRowCode(codedColumns(row), row.row_code);
}

/** @throws VaultError `tampered` */
export function checkIntact(secret: VaultSecret, row: CodedColumns & Pick<AuthorizationRow, 'row_code'>): void {
  if (isIntact(secret, row)) return;
  throw new VaultError(
    'tampered',
    'the authorization was changed in the database by something other than the vault, and is not used; ' +
      'restore its row from a backup, or call forget and ask the merchant to consent again',
    { appId: row.app_id, authAppId: row.auth_app_id },
  );
}

function codedColumns(row: CodedColumns): readonly unknown[] {
  return ['authorization', row.app_id, row.auth_app_id, row.state, row.pair_id, row.generation, row.cancelled_at];
}
