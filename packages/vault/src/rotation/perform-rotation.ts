import { sendGrant, tooLate } from '../calls/send-grant.js';
import type { GrantResponse } from '../calls/token-calls.js';
import { CallFailure } from '../circuit/track-call.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError, type VaultErrorCode } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import { recordResponse } from '../journal/record-response.js';
import type { AuthorizationRow } from '../store/schema.js';
import { applyRotation } from './apply-rotation.js';
import { failureRules, recordRotationFailure } from './rotation-failure.js';
import type { LeasedRotation } from './rotation-lease.js';

export interface PerformOptions {
  /** Called when Alipay has responded, and the response is about to be stored. */
  readonly onReceived?: (() => void) | undefined;
  /** Milliseconds for which a stored response may wait for others to be applied with. */
  readonly linger?: (() => number) | undefined;
}

/** How a call to Alipay ended; everything else is thrown. */
export type RotationOutcome =
  | { readonly kind: 'rotated'; readonly row: AuthorizationRow }
  /** Alipay refused the refresh token for good, which is stored on its pair. */
  | { readonly kind: 'refused-token'; readonly failure: Failure; readonly cause: unknown };

/**
 * Rotates what was leased: calls Alipay, stores the response, and makes its pair current.
 *
 * @throws VaultError when the pair was not rotated this time; the failure is stored
 */
export async function performRotation(
  context: VaultContext,
  lease: LeasedRotation,
  { onReceived, linger }: PerformOptions = {},
): Promise<RotationOutcome> {
  const { key, operation, refreshToken, leasedAt } = lease;
  const application = applicationOf(context, key.appId);
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
  let response: GrantResponse;
  try {
    response = await sendGrant(context, application, grant, leasedAt);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    // The call that the circuit admitted was not made.
    if (error.failure === tooLate) application.circuit.release();
    return fail(context, lease, error.failure, error.cause);
  }
  onReceived?.();
  await recordResponse(context, { operation, response });
  return { kind: 'rotated', row: await applyRotation(context, operation, { linger: linger?.() ?? 0 }) };
}

async function fail(
  context: VaultContext,
  { key, operation }: LeasedRotation,
  failure: Failure,
  cause: unknown,
): Promise<RotationOutcome> {
  await recordRotationFailure(context, operation, failure);
  if (failure.kind === 'invalid') return { kind: 'refused-token', failure, cause };
  if (failure.kind === 'foreign') context.report({ kind: 'mismatch', ...key, message: foreignMessage });
  const { code } = failureRules[failure.kind];
  throw new VaultError(code, messages[code] ?? 'the pair was not rotated', { ...key, failure: failure.kind, cause });
}

const foreignMessage = 'Alipay says that a stored pair belongs to another application';
const messages: Partial<Record<VaultErrorCode, string>> = {
  'rotation-failed': 'Alipay did not rotate the pair; the current token stays in use',
  'outcome-unknown': 'Alipay may have rotated the pair, but its response is lost; the rotation will be repeated',
  mismatch: foreignMessage,
};
