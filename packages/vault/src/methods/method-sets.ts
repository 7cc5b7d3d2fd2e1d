import { createHash } from 'node:crypto';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';

/** Rows of one statement. */
const rowsAtATime = 500;

/**
 * Stores a set of methods, once however many grants permit it.
 *
 * @param methods sorted, each once
 * @returns its id
 */
export async function storeMethodSet(
  { store, clock }: Pick<VaultContext, 'store' | 'clock'>,
  database: Database,
  appId: string,
  methods: readonly string[],
): Promise<string> {
  const id = createHash('sha256').update(methods.join('\n')).digest('hex');
  const known = await database
    .selectFrom('method_set')
    .select('id')
    .where('app_id', '=', appId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (known !== undefined) return id;
  for (let start = 0; start < methods.length; start += rowsAtATime) {
    const rows = methods.slice(start, start + rowsAtATime).map((method) => ({ app_id: appId, set_id: id, method }));
    await insertMissing(store, database, 'method_set_member', rows);
  }
  await insertMissing(store, database, 'method_set', { app_id: appId, id, created_at: clock() });
  return id;
}

/** @returns the methods, sorted */
export async function readMethodSet(database: Database, appId: string, id: string): Promise<string[]> {
  const rows = await database
    .selectFrom('method_set_member')
    .select('method')
    .where('app_id', '=', appId)
    .where('set_id', '=', id)
    .execute();
  return rows.map(({ method }) => method).sort();
}

/** The sets without a method: as many as there are kinds of grants, which are few. */
export async function findSetsWithout(database: Database, appId: string, method: string): Promise<string[]> {
  const rows = await database
    .selectFrom('method_set as s')
    .leftJoin('method_set_member as m', (join) =>
      join.onRef('m.app_id', '=', 's.app_id').onRef('m.set_id', '=', 's.id').on('m.method', '=', method),
    )
    .select('s.id')
    .where('s.app_id', '=', appId)
    .where('m.method', 'is', null)
    .orderBy('s.id')
    .execute();
  return rows.map(({ id }) => id);
}
