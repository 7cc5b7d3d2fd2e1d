import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** A request that came with an `Idempotency-Key`, and its response. */
export interface IdempotencyRow {
  /** A keyed hash of the API key, the route and the idempotency key. */
  id: string;
  /** A keyed hash of the parameters and the body. */
  request_hash: string;
  state: 'started' | 'done';
  /** The node that works on it, until its lease ends by the database's clock. */
  lease_owner: string | null;
  lease_until: number | null;
  status: number | null;
  /** The response may hold a secret, such as a new API key. */
  sealed_response: Uint8Array | null;
  key_id: string | null;
  created_at: number;
}

export const idempotencyTable: TableDefinition = {
  name: 'hub_idempotency',
  columns: [
    ...columns('key', 'id', 'request_hash', 'state', 'lease_owner?', 'key_id?'),
    ...columns('bytes', 'sealed_response?'),
    ...columns('integer', 'lease_until?', 'status?', 'created_at'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_idempotency_created', columns: ['created_at'] },
    { name: 'hub_idempotency_key', columns: ['key_id', 'id'] },
  ],
};
