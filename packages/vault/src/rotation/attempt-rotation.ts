import { checkCircuit } from '../circuit/track-call.js';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { AuthorizationRow } from '../store/schema.js';
import { applyRotation } from './apply-rotation.js';
import { awaitHolder } from './await-holder.js';
import { leaseRotation } from './lease-rotation.js';
import { performRotation, type RotationOutcome } from './perform-rotation.js';
import type { RotationLease, RotationRequest } from './rotation-lease.js';

/** How an attempt to rotate ended; other failures are thrown. */
export type RotationAttempt =
  | RotationOutcome
  /** It was rotated just now, is not due, or there is nothing left to rotate. */
  | { readonly kind: 'unneeded'; readonly row: AuthorizationRow }
  /** Alipay has to be asked about the authorization first. */
  | { readonly kind: 'unresolved' }
  /** No refresh token that may be offered opens. */
  | { readonly kind: 'unreadable' }
  /** There is nothing to rotate. */
  | { readonly kind: 'refused'; readonly error: VaultError }
  /** Another process changed the authorization meanwhile. */
  | { readonly kind: 'again' };

/**
 * Rotates an authorization, or joins a rotation already in progress: one call to Alipay, however many callers ask.
 *
 * @throws VaultError when the pair was not rotated this time
 */
export async function attemptRotation(
  context: VaultContext,
  key: AuthorizationKey,
  request: RotationRequest,
): Promise<RotationAttempt> {
  if (context.spool.holds(key.appId, key.authAppId)) {
    const message = 'the spool holds a response for this merchant, which has to be stored before the next rotation';
    throw new VaultError('database', message, key);
  }
  const lease = await leaseAdmitted(context, key, request);
  if (lease.kind === 'leased') return performRotation(context, lease);
  if (lease.kind === 'received') {
    await applyRotation(context, lease.operation);
    return { kind: 'again' };
  }
  if (lease.kind === 'locked') return { kind: 'again' };
  if (lease.kind !== 'busy') return lease;
  if (request.ifDue) return { kind: 'unneeded', row: lease.row };
  return awaitHolder(context, key, lease);
}

/** The probe of an open circuit that makes no call lets the next one through. */
async function leaseAdmitted(
  context: VaultContext,
  key: AuthorizationKey,
  request: RotationRequest,
): Promise<RotationLease> {
  const application = applicationOf(context, key.appId);
  checkCircuit(application);
  let lease: RotationLease | undefined;
  try {
    lease = await leaseRotation(context, key, request);
    return lease;
  } finally {
    if (lease?.kind !== 'leased') application.circuit.release();
  }
}
