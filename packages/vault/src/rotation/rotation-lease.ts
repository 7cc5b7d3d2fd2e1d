import type { AuthorizationKey } from '../context/vault-context.js';
import type { VaultError } from '../errors/vault-error.js';
import type { AuthorizationRow, OperationRow } from '../store/schema.js';

export interface RotationRequest {
  /** For the journal. */
  readonly reason: string;
  /** Only when it is due. */
  readonly ifDue?: boolean;
  /** Part of finding out whether the grant lives: do not ask for that first. */
  readonly confirming?: boolean;
}

/** An authorization that this process may rotate, and has to. */
export interface LeasedRotation {
  readonly kind: 'leased';
  readonly key: AuthorizationKey;
  readonly operation: OperationRow;
  readonly refreshToken: string;
  /** When it was leased, at the earliest; by `performance.now`. */
  readonly leasedAt: number;
}

/** What became of the attempt to be the one who rotates. */
export type RotationLease =
  | LeasedRotation
  /** Another process rotates; its operation tells how it went. */
  | { readonly kind: 'busy'; readonly holder: string; readonly row: AuthorizationRow }
  /** Somebody else has it locked just now. */
  | { readonly kind: 'locked' }
  /** It was rotated just now, or is not due. */
  | { readonly kind: 'unneeded'; readonly row: AuthorizationRow }
  /** A response lies in the journal that nobody has applied. */
  | { readonly kind: 'received'; readonly operation: OperationRow }
  /** No refresh token of it opens. */
  | { readonly kind: 'unreadable' }
  /** Alipay has to be asked about it first. */
  | { readonly kind: 'unsettled' }
  /** There is nothing to rotate, or no key to do it with. */
  | { readonly kind: 'refused'; readonly error: VaultError };
