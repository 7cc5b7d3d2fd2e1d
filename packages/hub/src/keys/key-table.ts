import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** An API key; not the key itself, which is shown once. */
export interface ApiKeyRow {
  id: string;
  name: string;
  /** The keyed hash by which the key is found again. */
  hash: string;
  /** Its last four characters, to tell keys apart. */
  hint: string;
  /** JSON: a list of scopes. */
  scopes: string;
  /** JSON: the applications that it is for; `null`: all. */
  app_ids: string | null;
  /** JSON: the addresses and networks that it may be used from; `null`: all. */
  ip_ranges: string | null;
  created_at: number;
  /** The id of the key that created it. */
  created_by: string | null;
  expires_at: number | null;
  revoked_at: number | null;
  /** At most a minute old. */
  last_used_at: number | null;
}

export const apiKeyTable: TableDefinition = {
  name: 'hub_api_key',
  columns: [
    ...columns('key', 'id', 'hash', 'hint', 'created_by?'),
    ...columns('label', 'name'),
    ...columns('document', 'scopes', 'app_ids?', 'ip_ranges?'),
    ...columns('integer', 'created_at', 'expires_at?', 'revoked_at?', 'last_used_at?'),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_api_key_hash', columns: ['hash'], unique: true }],
};
