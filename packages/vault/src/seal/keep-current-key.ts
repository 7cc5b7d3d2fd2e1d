import type { VaultContext } from '../context/vault-context.js';

/** A process that seals with a key that another process retired takes the key back into use. */
export async function keepCurrentKey({ store, keyRing }: Pick<VaultContext, 'store' | 'keyRing'>): Promise<void> {
  const id = keyRing.currentId;
  const retired = await store.read((database) =>
    database
      .selectFrom('master_key')
      .select('id')
      .where('id', '=', id)
      .where('retired_at', 'is not', null)
      .executeTakeFirst(),
  );
  if (retired === undefined) return;
  await store.write((database) =>
    database.updateTable('master_key').set({ retired_at: null }).where('id', '=', id).execute(),
  );
}
