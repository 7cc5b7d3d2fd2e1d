import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';

/** Reads an entry that no other transaction can change until this one ends. */
export async function lockEntry({ store }: VaultContext, database: Database, id: string): Promise<InboxRow> {
  const query = database.selectFrom('inbox').selectAll().where('id', '=', id);
  return (store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
}
