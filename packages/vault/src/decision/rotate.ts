import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError, type VaultErrorCode } from '../errors/vault-error.js';
import { attemptRotation } from '../rotation/attempt-rotation.js';
import { type PerformOptions, performRotation, type RotationOutcome } from '../rotation/perform-rotation.js';
import type { LeasedRotation, RotationRequest } from '../rotation/rotation-lease.js';
import type { AuthorizationRow } from '../store/schema.js';
import { resolveAuthorization } from './resolve-authorization.js';

/** Attempts, while other processes keep changing the same authorization. */
const mostAttempts = 20;

/**
 * Rotates an authorization, or joins a rotation already in progress.
 *
 * @throws VaultError when there is no new pair
 */
export async function rotate(
  context: VaultContext,
  key: AuthorizationKey,
  request: Omit<RotationRequest, 'pairId'>,
): Promise<AuthorizationRow> {
  for (let attempts = 0; attempts < mostAttempts; attempts += 1) {
    const attempt = await attemptRotation(context, key, request);
    if (attempt.kind === 'rotated' || attempt.kind === 'refused-token') return conclude(context, key, attempt);
    if (attempt.kind === 'unneeded') return attempt.row;
    if (attempt.kind === 'refused') throw attempt.error;
    if (attempt.kind === 'unreadable') throw reportUnreadable(context, key);
    if (attempt.kind === 'unresolved') await resolveAuthorization(context, key);
  }
  const message = 'other processes kept rotating the same authorization';
  throw new VaultError('rotation-failed', message, { ...key, failure: 'transient' });
}

/** Rotates what was leased. @throws VaultError when there is no new pair */
export async function rotateLeased(
  context: VaultContext,
  lease: LeasedRotation,
  options: PerformOptions = {},
): Promise<AuthorizationRow> {
  return conclude(context, lease.key, await performRotation(context, lease, options));
}

/** Asks Alipay what the outcome leaves open, and makes a refusal an error. */
async function conclude(
  context: VaultContext,
  key: AuthorizationKey,
  outcome: RotationOutcome,
): Promise<AuthorizationRow> {
  if (outcome.kind === 'rotated') {
    return outcome.row.contested === null ? outcome.row : resolveAuthorization(context, key);
  }
  const { failure, cause } = outcome;
  const code = codeOf(await resolveAuthorization(context, key, { confirm: true }));
  throw new VaultError(code, messages[code] ?? code, { ...key, failure: failure.kind, cause });
}

/** No refresh token of an authorization opens. @returns the error that says so */
export function reportUnreadable(context: VaultContext, key: AuthorizationKey): VaultError {
  const message = 'none of its stored refresh tokens opens';
  context.report({ kind: 'quarantined', ...key, message });
  return new VaultError('unreadable', message, key);
}

/** What became of an authorization whose refresh token Alipay refused. */
function codeOf({ state, reason }: AuthorizationRow): VaultErrorCode {
  if (state === 'cancelled' || state === 'deactivated') return state;
  return reason === 'needs-reauthorization' ? reason : 'cannot-rotate';
}

const messages: Partial<Record<VaultErrorCode, string>> = {
  cancelled: 'Alipay refuses every pair of the grant: the merchant cancelled it',
  deactivated: 'the authorization was deactivated meanwhile',
  'needs-reauthorization': 'no stored pair works any more; the merchant has to consent again',
  'cannot-rotate': 'Alipay refuses the refresh token',
};
