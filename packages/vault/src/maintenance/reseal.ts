import type { VaultContext } from '../context/vault-context.js';
import { isKeyUsed } from '../seal/is-key-used.js';
import { flushSpool } from '../spool/flush-spool.js';
import { type SealedRow, type SealedTable, sealedTables } from './sealed-tables.js';

/** How far a change of master key has come. */
export interface ResealProgress {
  /** Rows that are sealed with the current key now, and were not. */
  readonly resealed: number;
  /** Rows that did not open, and were set aside. */
  readonly quarantined: number;
}

export interface ResealOptions {
  /** Called after every hundred rows or so. */
  readonly onProgress?: ((progress: ResealProgress) => void) | undefined;
}

export interface ResealResult extends ResealProgress {
  /** Master keys that seal nothing any more, and need not be given again. */
  readonly retired: readonly string[];
}

/**
 * Seals everything anew that is not sealed with the current master key. It may be interrupted at any time and be begun
 * again; nothing is unreadable in between.
 */
export async function reseal(context: VaultContext, { onProgress }: ResealOptions = {}): Promise<ResealResult> {
  await flushSpool(context);
  const total = { resealed: 0, quarantined: 0 };
  const older = (await readKeyIds(context)).filter((id) => id !== context.keyRing.currentId);
  for (const keyId of older) {
    for (const table of sealedTables) {
      for (let after = ''; ; ) {
        const turn = await resealPage(context, table, keyId, after);
        total.resealed += turn.resealed;
        total.quarantined += turn.quarantined;
        if (turn.last === undefined) break;
        after = turn.last;
        onProgress?.({ ...total });
      }
    }
  }
  return { ...total, retired: await retireUnused(context, older) };
}

async function readKeyIds({ store }: VaultContext): Promise<string[]> {
  const rows = await store.read((database) =>
    database.selectFrom('master_key').select('id').where('retired_at', 'is', null).orderBy('id').execute(),
  );
  return rows.map(({ id }) => id);
}

async function resealPage(
  context: VaultContext,
  table: SealedTable,
  keyId: string,
  after: string,
): Promise<ResealProgress & { readonly last: string | undefined }> {
  return context.store.write(async (database) => {
    const rows = await table.read(database, keyId, after);
    let quarantined = 0;
    for (const { id, fields } of rows) {
      const columns = resealFields(context, keyId, fields);
      if (columns !== undefined) await table.write(database, id, keyId, columns);
      else {
        await table.quarantine(context, database, id);
        quarantined += 1;
      }
    }
    return { resealed: rows.length - quarantined, quarantined, last: rows.at(-1)?.id };
  });
}

/** `undefined` when one of them does not open. */
function resealFields(
  { keyRing }: VaultContext,
  keyId: string,
  fields: SealedRow['fields'],
): Record<string, unknown> | undefined {
  const columns: Record<string, unknown> = { key_id: keyRing.currentId };
  for (const [name, { bytes, place }] of Object.entries(fields)) {
    const opened = keyRing.open({ bytes, keyId }, place);
    if (!opened.ok) return undefined;
    columns[name] = keyRing.seal(opened.text, place).bytes;
  }
  return columns;
}

async function retireUnused(context: VaultContext, ids: readonly string[]): Promise<string[]> {
  const retired: string[] = [];
  for (const id of ids) {
    if (await isKeyUsed(context.store, id)) continue;
    await context.store.write((database) =>
      database.updateTable('master_key').set({ retired_at: context.clock() }).where('id', '=', id).execute(),
    );
    retired.push(id);
  }
  return retired;
}
