import { performance } from 'node:perf_hooks';
import { CallFailure, trackCall } from '../circuit/track-call.js';
import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import type { Failure } from '../failures/classify-failure.js';
import { callGrant, type Grant, type GrantResponse } from './token-calls.js';

/** The process was frozen for so long that its lease may end before the call does: nothing was sent. */
export const tooLate: Failure = { kind: 'transient', code: 'late', traceId: undefined, retryAfter: undefined };

/**
 * Redeems what was leased, unless the lease may end before the call does.
 *
 * @param leasedAt when it was leased, at the earliest; by `performance.now`
 * @throws CallFailure
 */
export async function sendGrant(
  context: VaultContext,
  application: Application,
  grant: Grant,
  leasedAt: number,
): Promise<GrantResponse> {
  await context.onKillPoint('before-send');
  const { lease, callTimeout } = context.settings;
  if (performance.now() - leasedAt > lease - callTimeout) throw new CallFailure(tooLate, undefined);
  const call = trackCall(context, application, callGrant(context, application, grant));
  call.catch(() => undefined);
  await context.onKillPoint('after-send');
  const response = await call;
  await context.onKillPoint('after-response');
  return response;
}
