import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** A request of an API key that was served; nothing of its body or its query. */
export interface RequestRow {
  /** Sorts by time. */
  id: string;
  at: number;
  method: string;
  /** The pattern of the route. */
  route: string;
  status: number;
  /** The code of the problem that the response was. */
  problem: string | null;
  /** The path or the method of the call at Alipay, without anything of one merchant. */
  alipay_call: string | null;
  alipay_code: string | null;
  alipay_trace_id: string | null;
  /** Milliseconds. */
  duration: number;
  request_id: string;
  /** The id of the W3C trace. */
  trace_id: string;
  key_id: string;
  app_id: string | null;
  auth_app_id: string | null;
}

export const requestTable: TableDefinition = {
  name: 'hub_request',
  columns: [
    ...columns('key', 'id', 'method', 'key_id', 'app_id?', 'auth_app_id?', 'trace_id', 'problem?'),
    ...columns('label', 'route', 'request_id', 'alipay_call?', 'alipay_code?', 'alipay_trace_id?'),
    ...columns('integer', 'at', 'status', 'duration'),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_request_merchant', columns: ['auth_app_id', 'id'] }],
};
