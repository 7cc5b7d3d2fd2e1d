import type { AuthorizationKey } from '../context/vault-context.js';
import type { VaultError } from '../errors/vault-error.js';
import type { AuthorizationRow, OperationRow } from '../store/schema.js';

export interface RotationRequest {
  /** For the journal. */
  readonly reason: string;
  /** Only when the authorization is due. */
  readonly ifDue?: boolean;
  /** The pair whose refresh token is to be offered, by the decision's choice; without it, the newest that is left. */
  readonly pairId?: string;
}

/** An authorization that this process holds the lease of, and rotates. */
export interface LeasedRotation {
  readonly kind: 'leased';
  readonly key: AuthorizationKey;
  readonly operation: OperationRow;
  readonly refreshToken: string;
  /** When it was leased, at the earliest; by `performance.now`. */
  readonly leasedAt: number;
}

/** The outcome of an attempt to lease an authorization. */
export type RotationLease =
  | LeasedRotation
  /** Another process rotates; its operation tells how that ends. */
  | { readonly kind: 'busy'; readonly holder: string; readonly row: AuthorizationRow }
  /** Another transaction holds the row. */
  | { readonly kind: 'locked' }
  /** It was rotated just now, or is not due. */
  | { readonly kind: 'unneeded'; readonly row: AuthorizationRow }
  /** The journal holds a response that was not applied. */
  | { readonly kind: 'received'; readonly operation: OperationRow }
  /** None of its refresh tokens opens. */
  | { readonly kind: 'unreadable' }
  /** Alipay has to be asked about it first. */
  | { readonly kind: 'unresolved' }
  /** There is nothing to rotate, or no key to open it with. */
  | { readonly kind: 'refused'; readonly error: VaultError };
