import type { Database } from './engine.js';
import type { AuthorizationRow } from './schema.js';
import type { Store } from './store.js';
import { writeColumns } from './write-columns.js';

/** A locked row as it was read, and as it is to be. */
export interface ChangedAuthorization {
  readonly before: AuthorizationRow;
  readonly after: AuthorizationRow;
}

const keys = ['app_id', 'auth_app_id'] as const;

/** Writes locked rows back: what has changed of any of them, which leaves the indexes of everything else alone. */
export async function writeAuthorizations(
  store: Store,
  database: Database,
  changes: readonly ChangedAuthorization[],
): Promise<void> {
  const columns = changedColumns(changes);
  const [only] = changes;
  if (only === undefined || columns.length === 0) return;
  const rows = changes.map(({ after }) => after);
  if (rows.length > 1) return writeColumns(store, database, 'authorization', rows, { keys, columns });
  const { after } = only;
  await database
    .updateTable('authorization')
    .set(Object.fromEntries(columns.map((name) => [name, after[name]])))
    .where('app_id', '=', after.app_id)
    .where('auth_app_id', '=', after.auth_app_id)
    .execute();
}

function changedColumns(changes: readonly ChangedAuthorization[]): (keyof AuthorizationRow)[] {
  const names = new Set<keyof AuthorizationRow>();
  for (const { before, after } of changes) {
    for (const name of Object.keys(after) as (keyof AuthorizationRow)[]) {
      if (before[name] !== after[name]) names.add(name);
    }
  }
  return [...names];
}
