import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** An application of ours at Alipay. */
export interface ApplicationRow {
  app_id: string;
  name: string;
  state: 'enabled' | 'disabled';
  /** Scheme and host of the gateway. */
  endpoint: string;
  notify_rule: 'V1' | 'V2' | null;
  /** JSON: when pairs are rotated. */
  rotation: string;
  /** JSON: where merchants may be sent back to. */
  return_urls: string;
  /** JSON: its certificates and when they expire. */
  certificates: string;
  /** JSON, sealed: keys and certificates. */
  sealed_keys: Uint8Array;
  key_id: string;
  /** Counts changes: a node that has an older one reads the row again. */
  version: number;
  created_at: number;
  updated_at: number;
}

export const applicationTable: TableDefinition = {
  name: 'hub_application',
  columns: [
    ...columns('key', 'app_id', 'state', 'notify_rule?', 'key_id'),
    ...columns('label', 'name', 'endpoint'),
    ...columns('document', 'rotation', 'return_urls', 'certificates'),
    ...columns('bytes', 'sealed_keys'),
    ...columns('integer', 'version', 'created_at', 'updated_at'),
  ],
  primaryKey: ['app_id'],
  indexes: [{ name: 'hub_application_key', columns: ['key_id', 'app_id'] }],
};
