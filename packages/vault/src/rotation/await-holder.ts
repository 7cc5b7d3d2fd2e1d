import { setTimeout as pause } from 'node:timers/promises';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { FailureClass } from '../failures/failure-class.js';
import type { AuthorizationRow } from '../store/schema.js';
import type { RotationOutcome } from './perform-rotation.js';
import { failureRules } from './rotation-failure.js';

const shortest = 20;
const longest = 250;

/** How another process's rotation ended; other failures are thrown. */
export type HolderOutcome =
  | RotationOutcome
  /** Its lease ended without a result: the rotation has to be attempted again. */
  | { readonly kind: 'again' };

/**
 * Waits for another process that rotates an authorization.
 *
 * @throws VaultError when the pair was not rotated this time
 */
export async function awaitHolder(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  { holder, row: before }: { readonly holder: string; readonly row: AuthorizationRow },
): Promise<HolderOutcome> {
  // Two leases: the holder's, and one for clocks that do not run alike.
  const deadline = performance.now() + 2 * context.settings.lease;
  for (let wait = shortest; performance.now() < deadline; wait = Math.min(longest, wait * 1.5)) {
    await pause(wait);
    const { row, operation, isOver } = await context.store.read(async (database) => {
      // In this order: what an applied operation did is then in the row, whatever is committed in between.
      const operation = await database
        .selectFrom('operation')
        .select(['state', 'failure', 'failure_code', 'trace_id'])
        .where('id', '=', holder)
        .executeTakeFirst();
      const row = await database
        .selectFrom('authorization')
        .selectAll()
        .select((expression) => expression('lease_until', '<=', context.store.now).as('is_over'))
        .where('app_id', '=', appId)
        .where('auth_app_id', '=', authAppId)
        .executeTakeFirst();
      return { row, operation, isOver: Boolean(row?.is_over) };
    });
    if (row === undefined) return again;
    if (operation?.state === 'applied') return { kind: 'rotated', row: withoutExtra(row) };
    if (operation?.state === 'failed' || operation?.state === 'unknown') {
      const kind = (operation.failure ?? 'transient') as FailureClass;
      const message = 'the process that rotated it had no success';
      const cause = new VaultError(failureRules[kind].code, message, { appId, authAppId, failure: kind });
      if (kind !== 'invalid') throw cause;
      // What the refusal means has to be found out here, too: that process may have ended since.
      const { failure_code: code, trace_id } = operation;
      const failure = { kind, code: code ?? '', traceId: trace_id ?? undefined, retryAfter: undefined };
      return { kind: 'refused-token', failure, cause };
    }
    if (row.lease_owner !== holder || isOver)
      return row.generation === before.generation ? again : { kind: 'rotated', row: withoutExtra(row) };
  }
  return again;
}

const again = { kind: 'again' } as const;

function withoutExtra({ is_over: _, ...row }: AuthorizationRow & { readonly is_over: unknown }): AuthorizationRow {
  return row;
}
