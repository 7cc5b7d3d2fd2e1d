import { sql } from 'kysely';
import { randomShare, type VaultContext } from '../context/vault-context.js';
import { resolveContest } from '../decision/resolve-contest.js';
import { isVaultError } from '../errors/vault-error.js';
import { markSetAside, markUnknown } from '../journal/end-operations.js';
import { rotationBackOff } from '../ordering/schedule.js';
import { applyRedemption } from '../redemption/apply-redemption.js';
import { applyRotation } from '../rotation/apply-rotation.js';
import { isOver } from '../rotation/lease-obstacle.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { OperationRow } from '../store/schema.js';

const batch = 50;

/**
 * Finishes what processes left behind: applies the responses in the journal, and repeats rotations without a response,
 * whose outcome is unknown.
 *
 * @returns how many operations were found
 */
export async function recoverOperations(context: VaultContext): Promise<number> {
  const left = await context.store.read((database) =>
    database
      .selectFrom('operation')
      .selectAll()
      .where('state', 'in', ['started', 'received'])
      .where('lease_until', '<=', context.store.now)
      .where('quarantined', '=', 0)
      // Other processes may have other applications: what waits for those must not fill the page.
      .where('app_id', 'in', context.applications.ids())
      .orderBy('lease_until')
      .limit(batch)
      .execute(),
  );
  for (const operation of left) {
    if (context.applications.served(operation.app_id) === undefined) continue;
    await context.applications.use(operation.app_id, () => recoverOne(context, operation));
  }
  return left.length;
}

async function recoverOne(context: VaultContext, operation: OperationRow): Promise<void> {
  const { app_id: appId, auth_app_id: authAppId } = operation;
  try {
    if (operation.state === 'received') await applyReceived(context, operation);
    else if (operation.kind === 'rotate') await repeatRotation(context, operation);
    else await endOvertaken(context, operation);
  } catch (cause) {
    if (isVaultError(cause, 'unreadable')) return setAside(context, operation);
    if (isVaultError(cause, 'database')) throw cause;
    const message = 'an operation that another process left could not be finished; it is tried again in a minute';
    context.report({ kind: 'worker', appId, authAppId: authAppId ?? undefined, message, cause });
    await postpone(context, operation);
  }
}

/** Those behind it do not wait. */
async function postpone({ store }: VaultContext, { id }: OperationRow): Promise<void> {
  await store.write((database) =>
    database
      .updateTable('operation')
      .set({ lease_until: sql<number>`${store.now} + 60000` })
      .where('id', '=', id)
      .where('state', 'in', ['started', 'received'])
      .execute(),
  );
}

/** Sets the operation aside; its response stays, in case the key turns up. */
async function setAside(context: VaultContext, { id, app_id: appId }: OperationRow): Promise<void> {
  await context.store.write((database) => markSetAside(context, database, id, 'unreadable'));
  context.report({ kind: 'quarantined', appId, message: 'a response in the journal does not open; it was set aside' });
}

/** Stores and applies a response that is in the journal. */
export async function applyReceived(context: VaultContext, operation: OperationRow): Promise<void> {
  if (operation.kind === 'rotate') {
    await resolveContest(context, await applyRotation(context, operation));
    return;
  }
  const entry = await context.store.read((database) =>
    database.selectFrom('inbox').selectAll().where('id', '=', operation.inbox_id).executeTakeFirst(),
  );
  await applyRedemption(context, operation, entry);
}

/**
 * A redemption that a process left behind, and whose code another one has closed meanwhile, has no effect any more. While the code
 * is open, the process that takes it next ends the operation.
 */
async function endOvertaken(context: VaultContext, { id, inbox_id }: OperationRow): Promise<void> {
  await context.store.write(async (database) => {
    const entry = await database
      .selectFrom('inbox')
      .select('lease_owner')
      .where('id', '=', inbox_id)
      .where('state', '=', 'received')
      .executeTakeFirst();
    if (entry?.lease_owner !== id) await markUnknown(context, database, id);
  });
}

/** Alipay may have rotated: the stored refresh token gets another pair, or the same again. */
async function repeatRotation(context: VaultContext, operation: OperationRow): Promise<void> {
  const key = { appId: operation.app_id, authAppId: operation.auth_app_id ?? '' };
  await context.store.write(async (database) => {
    await markUnknown(context, database, operation.id);
    const row = await lockAuthorization(context, database, key);
    if (row?.lease_owner !== operation.id) return;
    const attempts = row.attempts + 1;
    const wait = rotationBackOff(attempts, Number.POSITIVE_INFINITY, randomShare(context));
    const again = isOver(row) ? {} : { attempts, due_at: context.clock() + wait };
    await database
      .updateTable('authorization')
      .set({ lease_owner: null, lease_until: null, ...again })
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .execute();
  });
}
