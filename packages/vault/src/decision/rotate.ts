import { performance } from 'node:perf_hooks';
import { callGrant, type GrantResponse } from '../calls/token-calls.js';
import { CallFailure, checkCircuit, trackCall } from '../circuit/track-call.js';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError, type VaultErrorCode } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import { recordResponse } from '../journal/record-response.js';
import { applyRotation } from '../rotation/apply-rotation.js';
import { awaitHolder } from '../rotation/await-holder.js';
import { leaseRotation } from '../rotation/lease-rotation.js';
import { failureRules, recordRotationFailure } from '../rotation/rotation-failure.js';
import type { LeasedRotation, RotationLease, RotationRequest } from '../rotation/rotation-lease.js';
import type { AuthorizationRow, OperationRow } from '../store/schema.js';
import { resolveAuthorization } from './resolve-authorization.js';

/** Attempts to get round what others do to the same authorization at the same time. */
const turns = 20;

/**
 * Rotates an authorization, or waits for whoever is at it. One call to Alipay, however many ask.
 *
 * @throws VaultError
 */
export async function rotate(
  context: VaultContext,
  key: AuthorizationKey,
  request: RotationRequest,
): Promise<AuthorizationRow> {
  if (context.spool.holds(key.appId, key.authAppId)) {
    throw new VaultError('database', 'a response for this merchant is not stored yet; it is not rotated before', key);
  }
  for (let turn = 0; turn < turns; turn += 1) {
    const lease = await leaseAdmitted(context, key, request);
    if (lease.kind === 'leased') return performRotation(context, lease);
    if (lease.kind === 'refused') throw lease.error;
    if (lease.kind === 'unneeded' || (lease.kind === 'busy' && request.ifDue)) return lease.row;
    if (lease.kind === 'received') await applyRotation(context, lease.operation);
    else if (lease.kind === 'unsettled') await resolveAuthorization(context, key);
    else if (lease.kind === 'unreadable') throw reportUnreadable(context, key);
    else if (lease.kind === 'busy') {
      const row = await awaitHolder(context, key, lease);
      if (row !== undefined) return row;
    }
  }
  throw new VaultError('rotation-failed', 'others kept rotating the same merchant', { ...key, failure: 'transient' });
}

/** Whoever is let through a stopped application to see whether Alipay answers, and makes no call, lets another through. */
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

/** No stored refresh token of an authorization opens. @returns the error that says so */
export function reportUnreadable(context: VaultContext, key: AuthorizationKey): VaultError {
  const message = 'no stored refresh token of it opens';
  context.report({ kind: 'quarantined', ...key, message });
  return new VaultError('unreadable', message, key);
}

export interface PerformOptions {
  /** Called when Alipay has answered, and the response is about to be stored. */
  readonly onReceived?: () => void;
  /** Milliseconds for which a stored response may wait for others to be applied with. */
  readonly linger?: () => number;
}

/**
 * Rotates what was leased: calls, stores the response, makes its pair current.
 *
 * @throws VaultError
 */
export async function performRotation(
  context: VaultContext,
  lease: LeasedRotation,
  { onReceived, linger }: PerformOptions = {},
): Promise<AuthorizationRow> {
  const { key, operation } = lease;
  const response = await send(context, lease);
  onReceived?.();
  await recordResponse(context, { operation, response });
  const row = await applyRotation(context, operation, { linger: linger?.() ?? 0 });
  return row.contested === 0 ? row : resolveAuthorization(context, key);
}

async function send(context: VaultContext, lease: LeasedRotation): Promise<GrantResponse> {
  const { key, operation, refreshToken, leasedAt } = lease;
  const application = applicationOf(context, key.appId);
  await context.onKillPoint('before-send');
  if (performance.now() - leasedAt > context.settings.lease - context.settings.callTimeout) {
    // Frozen for so long that the lease may end before the call does: somebody else is about to take over.
    application.circuit.release();
    throw await failed(context, key, operation, { kind: 'transient', code: 'late', traceId: undefined, retryAfter: 0 });
  }
  try {
    const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
    const call = trackCall(context, application, callGrant(context, application, grant));
    call.catch(() => undefined);
    await context.onKillPoint('after-send');
    const response = await call;
    await context.onKillPoint('after-response');
    return response;
  } catch (error) {
    if (error instanceof CallFailure) throw await failed(context, key, operation, error.failure, error.cause);
    throw error;
  }
}

/** Settles the failure, finds out whether the grant is dead, and makes the error to throw. */
async function failed(
  context: VaultContext,
  key: AuthorizationKey,
  operation: OperationRow,
  failure: Failure,
  cause?: unknown,
): Promise<VaultError> {
  await recordRotationFailure(context, key, operation.id, failure);
  if (failure.kind === 'foreign') context.report({ kind: 'mismatch', ...key, message: foreignMessage });
  const row =
    failure.kind === 'dead' ? await resolveAuthorization(context, key, { refused: { operation, failure } }) : undefined;
  const code = row === undefined ? failureRules[failure.kind].code : codeOf(row);
  return new VaultError(code, messages[code] ?? 'not rotated', { ...key, failure: failure.kind, cause });
}

/** What has become of an authorization whose refresh token Alipay refused. */
function codeOf({ state, reason }: AuthorizationRow): VaultErrorCode {
  if (state === 'cancelled') return 'cancelled';
  return reason === 'needs-reauthorization' ? reason : 'cannot-rotate';
}

const foreignMessage = 'a stored pair belongs to another application, says Alipay';
const messages: Partial<Record<VaultErrorCode, string>> = {
  cancelled: 'Alipay says that the grant has ended',
  'needs-reauthorization': 'no stored pair works any more; the merchant has to consent',
  'rotation-failed': 'Alipay did not rotate the pair; the current token is served meanwhile',
  'outcome-unknown': 'Alipay may have rotated the pair, and the response is lost; it will be repeated',
  'cannot-rotate': 'Alipay refuses the refresh token',
  mismatch: foreignMessage,
};
