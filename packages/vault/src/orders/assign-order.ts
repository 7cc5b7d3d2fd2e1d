import type { Database } from '../store/engine.js';
import type { OrderRow } from '../store/schema.js';

/** Writes down the first authorization of an order. */
export async function assignOrder(database: Database, { id }: OrderRow, authAppId: string): Promise<void> {
  const query = database.updateTable('service_order').set({ auth_app_id: authAppId });
  await query.where('id', '=', id).where('auth_app_id', 'is', null).execute();
}
