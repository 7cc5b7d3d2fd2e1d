import { setTimeout as pause } from 'node:timers/promises';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { FailureClass } from '../failures/failure-class.js';
import type { AuthorizationRow } from '../store/schema.js';
import { failureRules } from './rotation-failure.js';

const shortest = 20;
const longest = 250;

/**
 * Waits for another process that rotates an authorization.
 *
 * @returns the result; `undefined` if the lease ended without one, and the rotation has to be attempted again
 * @throws VaultError with the failure of the other process
 */
export async function awaitHolder(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  { holder, row: before }: { readonly holder: string; readonly row: AuthorizationRow },
): Promise<AuthorizationRow | undefined> {
  // Two leases: the holder's, and one for clocks that do not run alike.
  const deadline = performance.now() + 2 * context.settings.lease;
  for (let wait = shortest; performance.now() < deadline; wait = Math.min(longest, wait * 1.5)) {
    await pause(wait);
    const { row, operation, isOver } = await context.store.read(async (database) => {
      // In this order: what an applied operation did is then in the row, whatever is committed in between.
      const operation = await database
        .selectFrom('operation')
        .select(['state', 'failure'])
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
    if (row === undefined) return undefined;
    if (operation?.state === 'applied') return withoutExtra(row);
    if (operation?.state === 'failed' || operation?.state === 'unknown') {
      const failure = (operation.failure ?? 'transient') as FailureClass;
      const { code } = failureRules[failure];
      throw new VaultError(code, 'the process that rotated it had no success', { appId, authAppId, failure });
    }
    if (row.lease_owner !== holder || isOver)
      return row.generation === before.generation ? undefined : withoutExtra(row);
  }
  return undefined;
}

function withoutExtra({ is_over: _, ...row }: AuthorizationRow & { readonly is_over: unknown }): AuthorizationRow {
  return row;
}
