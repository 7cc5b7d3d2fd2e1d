import type { VaultSecret } from '../seal/vault-secret.js';
import { isIntact } from '../store/row-code.js';
import type { AuditRow, AuthorizationRow, ChainHead } from '../store/schema.js';

/** The head of a chain, from the row that holds it. */
export interface Head extends ChainHead {
  readonly app_id: string;
  /** Empty for the chain of an application; both ids are empty for that of the vault. */
  readonly auth_app_id: string;
  /** The row itself, when it is an authorization's. */
  readonly row?: StandingColumns | undefined;
}

/** What an authorization's row and its newest link must agree on. */
export const standingColumns = [
  'app_id',
  'auth_app_id',
  'state',
  'pair_id',
  'generation',
  'cancelled_at',
  'row_code',
  'audit_sequence',
  'audit_hash',
] as const;

export type StandingColumns = Pick<AuthorizationRow, (typeof standingColumns)[number]>;

export function headOfAuthorization(row: StandingColumns): Head {
  const { app_id, auth_app_id, audit_sequence, audit_hash } = row;
  return { app_id, auth_app_id, audit_sequence, audit_hash, row };
}

/** Whether a row is the vault's own and says what its newest link says: an older row put back does not. */
export function matchesNewestLink(secret: VaultSecret, row: StandingColumns, link: AuditRow | undefined): boolean {
  if (!isIntact(secret, row)) return false;
  if (link === undefined) return row.audit_sequence === 0;
  const { generation, state, pair } = JSON.parse(link.detail);
  return (
    link.sequence === row.audit_sequence &&
    link.hash === row.audit_hash &&
    generation === row.generation &&
    state === row.state &&
    pair === row.pair_id
  );
}
