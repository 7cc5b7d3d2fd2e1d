import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { readOperations } from '../journal/read-operations.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, OperationRow } from '../store/schema.js';
import type { RotationLease, RotationRequest } from './rotation-lease.js';

/** An attempt to lease an authorization. */
export interface Attempt {
  readonly key: AuthorizationKey;
  readonly operationId: string;
  readonly request: RotationRequest;
  /** Locked; `undefined` if there is none, or another transaction has locked it. */
  readonly row: AuthorizationRow | undefined;
  /** The operation of a process that has lost its lease. */
  readonly left: OperationRow | undefined;
}

/** Finds what keeps an authorization from being rotated now, if anything. @param now the database's time */
export function findObstacle(
  context: VaultContext,
  { key, row, operationId, left, request }: Attempt,
  now: number,
): RotationLease | undefined {
  if (row === undefined) return refused(new VaultError('unknown-authorization', 'there is no such authorization', key));
  const over = row.contested === null ? overError(row, key) : undefined;
  if (over !== undefined) return refused(over);
  if (isHeld(row, operationId, now)) return { kind: 'busy', holder: row.lease_owner ?? '', row };
  if (left?.state === 'received') return { kind: 'received', operation: left };
  if (row.contested !== null) return { kind: 'unresolved' };
  if (request.ifDue && (row.due_at === null || row.due_at > context.clock())) return { kind: 'unneeded', row };
  if ((row.rotated_until ?? 0) > now) return { kind: 'unneeded', row };
  if (row.epoch < context.epoch.current && request.pairId === undefined) return { kind: 'unresolved' };
  return undefined;
}

const refused = (error: VaultError): RotationLease => ({ kind: 'refused', error });

const isOthers = ({ lease_owner }: AuthorizationRow, operationId: string) =>
  lease_owner !== null && lease_owner !== operationId;

const isHeld = (row: AuthorizationRow, operationId: string, now: number) =>
  isOthers(row, operationId) && (row.lease_until ?? 0) > now;

/** @returns the operations whose processes have lost their leases, by id */
export async function readLeft(
  database: Database,
  attempts: readonly Pick<Attempt, 'row' | 'operationId'>[],
  now: number,
): Promise<ReadonlyMap<string, OperationRow>> {
  const owners = attempts.flatMap(({ row, operationId }) => {
    const isLeft = row !== undefined && isOthers(row, operationId) && !isHeld(row, operationId, now);
    return isLeft && row.lease_owner !== null ? [row.lease_owner] : [];
  });
  return readOperations(database, owners);
}

/** Whether only a new consent brings another pair. */
export function isOver({ state, reason }: AuthorizationRow): boolean {
  return state === 'cancelled' || state === 'deactivated' || reason === 'needs-reauthorization';
}

function overError(row: AuthorizationRow, key: AuthorizationKey): VaultError | undefined {
  if (!isOver(row)) return undefined;
  if (row.state === 'cancelled') return new VaultError('cancelled', 'the merchant cancelled the authorization', key);
  if (row.state === 'deactivated') return new VaultError('deactivated', 'the authorization was deactivated', key);
  const message = 'no stored pair works any more; the merchant has to consent';
  return new VaultError('needs-reauthorization', message, key);
}
