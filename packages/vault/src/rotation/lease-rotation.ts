import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { leaseRotations, type WantedLease } from './lease-rotations.js';
import type { RotationLease, RotationRequest } from './rotation-lease.js';

/** Leases an authorization and stores the operation, in one transaction with others that are asked for at about the same time. */
export async function leaseRotation(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  request: RotationRequest,
): Promise<RotationLease> {
  const wanted = { authAppId, request };
  const run = (batch: readonly WantedLease[]) => leaseTogether(context, appId, batch);
  const outcome = await context.batches.add(`leases ${appId}`, wanted, run);
  if (outcome.kind === 'failed') throw outcome.error;
  if (outcome.kind !== 'alone') return outcome;
  const [lease] = await leaseRotations(context, appId, [wanted], { skipLocked: false });
  if (lease === undefined) throw new Error('there is a lease for each authorization');
  return lease;
}

type Outcome =
  | RotationLease
  /** Has to be leased on its own, because it waits for another transaction, or may be what made this one fail. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'failed'; readonly error: unknown };

const alone = { kind: 'alone' } as const;

/** Never waits for a row that another transaction has locked: the others would wait, too. */
async function leaseTogether(context: VaultContext, appId: string, batch: readonly WantedLease[]): Promise<Outcome[]> {
  const first = new Map<string, WantedLease>();
  for (const one of batch) if (!first.has(one.authAppId)) first.set(one.authAppId, one);
  const wanted = [...first.values()];
  try {
    const leases = await leaseRotations(context, appId, wanted, { skipLocked: true });
    return batch.map((one) => {
      const lease = leases[wanted.indexOf(one)];
      return lease === undefined || lease.kind === 'locked' ? alone : lease;
    });
  } catch (error) {
    const isHopeless = isVaultError(error) && context.store.errorKind(error.cause) === 'unavailable';
    return batch.map(() => (batch.length === 1 || isHopeless ? { kind: 'failed', error } : alone));
  }
}
