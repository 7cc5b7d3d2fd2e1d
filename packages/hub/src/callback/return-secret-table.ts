import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** What signs the outcomes that merchants' browsers bring back to the pages of an application. */
export interface ReturnSecretRow {
  app_id: string;
  sealed_secret: Uint8Array;
  /** The secret before; it signs as well until `previous_until`. */
  sealed_previous: Uint8Array | null;
  previous_until: number | null;
  key_id: string;
  updated_at: number;
}

export const returnSecretTable: TableDefinition = {
  name: 'hub_return_secret',
  columns: [
    ...columns('key', 'app_id', 'key_id'),
    ...columns('bytes', 'sealed_secret', 'sealed_previous?'),
    ...columns('integer', 'previous_until?', 'updated_at'),
  ],
  primaryKey: ['app_id'],
  indexes: [{ name: 'hub_return_secret_key', columns: ['key_id', 'app_id'] }],
};
