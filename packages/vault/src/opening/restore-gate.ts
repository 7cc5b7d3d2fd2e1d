import { appendAudit } from '../audit/append-audit.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { InstanceRow } from '../store/schema.js';
import type { Store } from '../store/store.js';
import { instanceId, readInstance } from './open-instance.js';
import type { Witnessed } from './witness.js';

/** Whether a database is the one that it was, and not an older state of it. */
export type GateFinding = 'same' | 'set-back' | 'elsewhere';

/** Compares the database with its former place, and with what this machine remembers of it. */
export async function examineInstance(
  store: Store,
  row: InstanceRow,
  { place, witnessed }: { readonly place: string; readonly witnessed: Witnessed | undefined },
): Promise<GateFinding> {
  if (row.place !== place) return 'elsewhere';
  if (witnessed === undefined || witnessed.vaultId !== row.vault_id) return 'same';
  const found = await store.read((database) =>
    database.selectFrom('operation').select('id').where('id', '=', witnessed.operationId).executeTakeFirst(),
  );
  if (found !== undefined) return 'same';
  // What was pruned is gone without the database having been set back.
  return witnessed.operationId > row.pruned_operation ? 'set-back' : 'same';
}

/**
 * Refuses to begin a new vault, or to use another, where this machine remembers one.
 *
 * @throws VaultError `database-lost`
 */
export async function refuseLost(store: Store, witnessed: Witnessed | undefined, directory: string): Promise<void> {
  if (witnessed === undefined) return;
  const row = await readInstance(store);
  if (row?.vault_id === witnessed.vaultId) return;
  const found =
    row === undefined
      ? `the database holds no vault, but ${directory} remembers one`
      : `the database holds another vault than the one that ${directory} remembers`;
  throw new VaultError(
    'database-lost',
    `${found}. If the database was lost, restore a backup and open it once ` +
      'with { restored: true }. To begin a new vault, or to use this one, set spoolDirectory to an empty folder',
  );
}

/** @throws VaultError `cloned` when the database is elsewhere, unless the caller declared it as restored */
export function refuseClone(finding: GateFinding, restored: boolean): void {
  if (finding !== 'elsewhere' || restored) return;
  throw new VaultError(
    'cloned',
    'the database is not where it was: a copy must not rotate what its original holds. ' +
      'If the original is gone for good, open it once with { restored: true }',
  );
}

/** Begins a new epoch: an authorization is used and rotated only after Alipay has confirmed it. */
export async function beginEpoch(context: VaultContext, place: string, cause: string): Promise<void> {
  const epoch = await context.store.write(async (database) => {
    const query = database.selectFrom('instance').selectAll().where('id', '=', instanceId);
    const row = await (context.store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
    const stream = { appId: '', authAppId: '' };
    const next = row.epoch + 1;
    const head = await appendAudit(context, database, stream, row, { kind: cause, detail: { epoch: next, place } });
    await database
      .updateTable('instance')
      .set({ epoch: next, place, ...head })
      .where('id', '=', instanceId)
      .execute();
    return next;
  });
  context.epoch.current = epoch;
}
