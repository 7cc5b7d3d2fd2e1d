import type { Database } from '../store/engine.js';
import type { OperationRow } from '../store/schema.js';

export async function readOperation(database: Database, id: string): Promise<OperationRow | undefined> {
  return database.selectFrom('operation').selectAll().where('id', '=', id).executeTakeFirst();
}

/** @returns the operations by id */
export async function readOperations(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OperationRow>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('operation').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}
