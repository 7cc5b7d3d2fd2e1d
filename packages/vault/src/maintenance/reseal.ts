import { companionTable } from '../companion/companion-tables.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { checkFunction, checkSignal } from '../options/check-options.js';
import { isKeyUsed } from '../seal/is-key-used.js';
import { flushSpool } from '../spool/flush-spool.js';
import { type SealedRow, type SealedTable, sealedTables } from './sealed-tables.js';

/** How far a change of master key has come. */
export interface ResealProgress {
  /** Rows that were sealed with another key, and are sealed with the current one now. */
  readonly resealed: number;
  /** Rows that did not open, and were set aside. */
  readonly quarantined: number;
}

export interface ResealOptions {
  /** Called after every two hundred rows at most. */
  readonly onProgress?: ((progress: ResealProgress) => void) | undefined;
  /** Stops it between two hundred rows: it rejects with the signal's reason. What is resealed stays. */
  readonly signal?: AbortSignal | undefined;
}

export interface ResealResult extends ResealProgress {
  /**
   * Master keys that seal nothing in the database and in this process's spool. A key may leave the configuration once
   * every process seals with another one; a process that still seals with it takes it back into use.
   */
  readonly retired: readonly string[];
}

/**
 * Seals with the current master key everything that is sealed with another one. It may be interrupted at any time and
 * run again: nothing is unreadable in between. Every key is looked at again, also one that was retired before.
 *
 * @throws VaultError `missing-key` when something is sealed with a key that was not given; everything else is resealed
 */
export async function reseal(context: VaultContext, { onProgress, signal }: ResealOptions = {}): Promise<ResealResult> {
  checkFunction(onProgress, 'onProgress');
  checkSignal(signal, 'signal');
  await flushSpool(context);
  const inSpool = await context.spool.reseal();
  const total = { resealed: 0, quarantined: 0 };
  const others = (await readKeyIds(context)).filter((id) => id !== context.keyRing.currentId);
  for (const keyId of others.filter((id) => context.keyRing.has(id))) {
    for (const table of [...sealedTables, ...context.sealedTables.map(companionTable)]) {
      for (let after = ''; ; ) {
        signal?.throwIfAborted();
        const turn = await resealPage(context, table, keyId, after);
        total.resealed += turn.resealed;
        total.quarantined += turn.quarantined;
        if (turn.last === undefined) break;
        after = turn.last;
        onProgress?.({ ...total });
      }
    }
  }
  const retired: string[] = [];
  for (const id of others) {
    const isUsed = inSpool.has(id) || (await isKeyUsed(context.store, context.sealedTables, id));
    await markRetired(context, id, !isUsed);
    if (!isUsed) retired.push(id);
    else if (!context.keyRing.has(id)) throw missingKey(id);
  }
  return { ...total, retired };
}

const missingKey = (id: string) =>
  new VaultError(
    'missing-key',
    `masterKeys: something is still sealed with the key "${id}", which was not given; add it to masterKeys.keys and ` +
      'call reseal again',
  );

async function readKeyIds({ store }: VaultContext): Promise<string[]> {
  const rows = await store.read((database) => database.selectFrom('master_key').select('id').orderBy('id').execute());
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

async function markRetired({ store, clock }: VaultContext, id: string, isRetired: boolean): Promise<void> {
  await store.write((database) =>
    database
      .updateTable('master_key')
      .set({ retired_at: isRetired ? clock() : null })
      .where('id', '=', id)
      .where('retired_at', isRetired ? 'is' : 'is not', null)
      .execute(),
  );
}
