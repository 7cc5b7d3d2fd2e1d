import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** A receiver of events. */
export interface WebhookRow {
  id: string;
  name: string;
  url: string;
  /** Only events of this application; empty: of all. */
  app_id: string;
  /** Only events of merchants with this reference. */
  reference: string | null;
  /** JSON: types of events; `null`: all. */
  types: string | null;
  state: 'enabled' | 'disabled';
  sealed_secret: Uint8Array;
  /** The secret before, which signs as well until `previous_until`. */
  sealed_previous: Uint8Array | null;
  key_id: string;
  previous_until: number | null;
  /** Attempts in a row that failed, whatever the event. */
  failures: number;
  /** When the first of them failed. */
  failing_since: number | null;
  /** Until when nothing is sent; `null`: it is not paused. */
  paused_until: number | null;
  created_at: number;
  updated_at: number;
  /** The id of the API key. */
  created_by: string | null;
}

export const webhookTable: TableDefinition = {
  name: 'hub_webhook',
  columns: [
    ...columns('key', 'id', 'app_id', 'state', 'key_id', 'created_by?'),
    ...columns('label', 'name', 'reference?'),
    ...columns('document', 'url', 'types?'),
    ...columns('bytes', 'sealed_secret', 'sealed_previous?'),
    ...columns('integer', 'previous_until?', 'failures', 'failing_since?', 'paused_until?', 'created_at', 'updated_at'),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_webhook_created', columns: ['created_at', 'id'] }],
};
