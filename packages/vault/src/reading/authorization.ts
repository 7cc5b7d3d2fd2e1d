import type { VaultSecret } from '../seal/vault-secret.js';
import { isIntact } from '../store/row-code.js';
import type { AttentionReason, AuthorizationRow, AuthorizationState } from '../store/schema.js';

/** What the vault knows about an authorization; no token. Times in milliseconds since 1970. */
export interface Authorization {
  readonly appId: string;
  readonly authAppId: string;
  /** The merchant's account at Alipay. */
  readonly userId: string | null;
  readonly state: AuthorizationState;
  /** With `attention`: why. */
  readonly reason: AttentionReason | null;
  /** Counts changes of the current pair and of the state. */
  readonly generation: number;
  /** What the consent link or `assign` set. */
  readonly reference: string | null;
  /** Whether it has no reference yet. */
  readonly unassigned: boolean;
  /** When the current pair was issued, at the latest. */
  readonly issuedAt: number | null;
  /** When its refresh token expires. */
  readonly refreshDeadline: number | null;
  /** When it will be rotated. */
  readonly rotationDue: number | null;
  /** When the merchant cancelled last, as far as that is known. */
  readonly cancelledAt: number | null;
  /** Whether Alipay still has to be asked which grant is the newest. */
  readonly contested: boolean;
  /** Whether something other than the vault changed it in the database: it is not served. */
  readonly tampered: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export function authorizationOf({ secret }: { readonly secret: VaultSecret }, row: AuthorizationRow): Authorization {
  return {
    appId: row.app_id,
    authAppId: row.auth_app_id,
    userId: row.user_id,
    state: row.state,
    reason: row.reason,
    generation: row.generation,
    reference: row.reference === '' ? null : row.reference,
    unassigned: row.assigned === 0,
    issuedAt: row.issued_at,
    refreshDeadline: row.refresh_deadline,
    rotationDue: row.due_at,
    cancelledAt: row.cancelled_at,
    contested: row.contested !== null,
    tampered: !isIntact(secret, row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
