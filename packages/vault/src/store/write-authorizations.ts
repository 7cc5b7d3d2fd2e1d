import type { VaultContext } from '../context/vault-context.js';
import type { Database } from './engine.js';
import { authorizationCode } from './row-code.js';
import type { AuthorizationRow } from './schema.js';
import { writeColumns } from './write-columns.js';

/** A locked row as it was read, and as it is to be written. */
export interface ChangedAuthorization {
  readonly before: AuthorizationRow;
  readonly after: AuthorizationRow;
}

const keys = ['app_id', 'auth_app_id'] as const;

/**
 * Writes locked rows back with their codes. Only columns that changed in one of them are written, which leaves the
 * other indexes alone.
 *
 * @returns the rows as they are stored now, in the same order
 */
export async function writeAuthorizations(
  { store, secret }: Pick<VaultContext, 'store' | 'secret'>,
  database: Database,
  changed: readonly ChangedAuthorization[],
): Promise<AuthorizationRow[]> {
  const changes = changed.map(({ before, after }) => ({
    before,
    after: { ...after, row_code: authorizationCode(secret, after) },
  }));
  const columns = changedColumns(changes);
  const rows = changes.map(({ after }) => after);
  const [after] = rows;
  if (after === undefined || columns.length === 0) return rows;
  if (rows.length > 1) {
    await writeColumns(store, database, 'authorization', rows, { keys, columns });
    return rows;
  }
  await database
    .updateTable('authorization')
    .set(Object.fromEntries(columns.map((name) => [name, after[name]])))
    .where('app_id', '=', after.app_id)
    .where('auth_app_id', '=', after.auth_app_id)
    .execute();
  return rows;
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
