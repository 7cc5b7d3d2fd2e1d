import { type ApplicationKind, applicationKinds } from '@lingpai/alipay';
import { orderOf } from '../authorization/next-row.js';
import type { EventOrder } from '../events/vault-event.js';
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
  /**
   * The kinds that the last consent link asked for by which the merchant came: the merchant application is of one of them. `null`
   * where no link said. No response of Alipay tells the kind of a merchant application.
   */
  readonly requestedKinds: readonly ApplicationKind[] | null;
  /** What led to the current grant, e.g. `appstore`; `null` until Alipay's notification has said so. */
  readonly trigger: string | null;
  /** The number that Alipay's notification gives the grant (`out_biz_no`): the order at the service market. */
  readonly outBizNo: string | null;
  /** The newest order at the service market that it was matched with. */
  readonly order: EventOrder | null;
  /** From when and until when the grant is in force, as Alipay said last; the token itself does not expire then. */
  readonly authStart: number | null;
  readonly authEnd: number | null;
  /** Whether Alipay calls the grant a full delegation (`is_by_app_auth`, 全权委托授权). */
  readonly fullDelegation: boolean | null;
  /** When Alipay last said what the grant permits; `null` until it has. `Vault.can` tells what. */
  readonly methodsAt: number | null;
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

/** See `Authorization.requestedKinds`. */
export function requestedKindsOf({
  requested_kinds,
}: Pick<AuthorizationRow, 'requested_kinds'>): ApplicationKind[] | null {
  if (requested_kinds === null) return null;
  const asked = requested_kinds.split(',');
  return applicationKinds.filter((kind) => asked.includes(kind));
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
    requestedKinds: requestedKindsOf(row),
    trigger: row.grant_trigger,
    outBizNo: row.out_biz_no,
    order: orderOf(row),
    authStart: row.auth_start,
    authEnd: row.auth_end,
    fullDelegation: row.full_delegation === null ? null : row.full_delegation === 1,
    methodsAt: row.methods_at,
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
