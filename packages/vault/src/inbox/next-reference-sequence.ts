import type { Database } from '../store/engine.js';
import type { ApplicationRow } from '../store/schema.js';

/** Counts a code that became known, or an assignment. The application's lock gives each its place. */
export async function nextReferenceSequence(
  database: Database,
  { app_id: appId, reference_sequence: last }: ApplicationRow,
): Promise<number> {
  const sequence = last + 1;
  const query = database.updateTable('application').set({ reference_sequence: sequence });
  await query.where('app_id', '=', appId).execute();
  return sequence;
}
