import type { HubContext } from '../context/hub-context.js';
import { insertMissing } from '../store/hub-store.js';
import type { ApiKeyRow } from './key-table.js';
import { scopes } from './scope.js';

const adminId = 'key_admin';

/** Makes the key of the settings valid, with every scope; the one that was there before is valid no longer. */
export async function keepAdminKey({ settings, store, keys, clock }: HubContext): Promise<void> {
  const { adminKey } = settings;
  if (adminKey === undefined) return;
  const row: ApiKeyRow = {
    id: adminId,
    name: 'admin (settings)',
    hash: keys.hash(adminKey),
    hint: adminKey.slice(-4),
    scopes: JSON.stringify(scopes),
    app_ids: null,
    ip_ranges: null,
    created_at: clock(),
    created_by: null,
    expires_at: null,
    revoked_at: null,
    last_used_at: null,
  };
  await store.write(async (database) => {
    if (await insertMissing(store, database, 'hub_api_key', row)) return;
    const { hash, hint, scopes: all } = row;
    await database
      .updateTable('hub_api_key')
      .set({ hash, hint, scopes: all, revoked_at: null })
      .where('id', '=', adminId)
      .execute();
  });
}
