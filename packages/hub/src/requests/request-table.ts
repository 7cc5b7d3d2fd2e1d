import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/**
 * Requests that ended within seconds of each other, in one row. A row for each would take more of the processor than many
 * requests do.
 */
export interface RequestBatchRow {
  /** Sorts by the time of the newest request. */
  id: string;
  /** How many requests it has. */
  requests: number;
  /** JSON: what lists are narrowed by, each value once. */
  terms: string;
  /** JSON: the requests, and what they have in common. */
  content: string;
}

/** A batch that has requests about a merchant. */
export interface RequestMerchantRow {
  auth_app_id: string;
  batch_id: string;
  /** Empty for a request that names none. */
  app_id: string;
}

export const requestBatchTable: TableDefinition = {
  name: 'hub_request_batch',
  columns: [
    ...columns('key', 'id'),
    ...columns('integer', 'requests'),
    // Conditions on terms do not read contents, which are long.
    ...columns('document', 'terms', 'content'),
  ],
  primaryKey: ['id'],
  indexes: [],
};

export const requestMerchantTable: TableDefinition = {
  name: 'hub_request_merchant',
  columns: columns('key', 'auth_app_id', 'batch_id', 'app_id'),
  primaryKey: ['auth_app_id', 'batch_id', 'app_id'],
  indexes: [{ name: 'hub_request_merchant_batch', columns: ['batch_id'] }],
};
