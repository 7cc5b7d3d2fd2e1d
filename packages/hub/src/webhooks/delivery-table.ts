import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

export type DeliveryState = 'pending' | 'delivered' | 'dead';

/** One event for one receiver. */
export interface DeliveryRow {
  id: string;
  webhook_id: string;
  /** A row of `hub_webhook_stream`. */
  stream_id: string;
  event_id: string;
  event_type: string;
  app_id: string;
  auth_app_id: string;
  /** That of the event: the order within the stream. */
  position: number;
  state: DeliveryState;
  attempts: number;
  /** When the attempts began; `null` before the first. */
  first_attempt_at: number | null;
  due_at: number;
  created_at: number;
  ended_at: number | null;
  /** JSON: the last attempts, oldest first. */
  attempt_log: string | null;
}

/** The events of one authorization for one receiver: a node that holds the lease delivers the first of them. */
export interface StreamRow {
  /** A hash of the receiver and the authorization. */
  id: string;
  webhook_id: string;
  /** `idle` without pending deliveries. */
  state: 'pending' | 'idle';
  /** When the first pending delivery is due. */
  due_at: number;
  lease_owner: string | null;
  lease_until: number | null;
}

export const deliveryTable: TableDefinition = {
  name: 'hub_webhook_delivery',
  columns: [
    ...columns('key', 'id', 'webhook_id', 'stream_id', 'event_id', 'event_type', 'app_id', 'auth_app_id', 'state'),
    ...columns('integer', 'position', 'attempts', 'first_attempt_at?', 'due_at', 'created_at', 'ended_at?'),
    ...columns('document', 'attempt_log?'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_webhook_delivery_event', columns: ['event_id', 'webhook_id'], unique: true },
    { name: 'hub_webhook_delivery_stream', columns: ['stream_id', 'state', 'position'] },
    { name: 'hub_webhook_delivery_list', columns: ['webhook_id', 'position'] },
    { name: 'hub_webhook_delivery_state', columns: ['webhook_id', 'state', 'position'] },
    { name: 'hub_webhook_delivery_oldest', columns: ['state', 'created_at'] },
    { name: 'hub_webhook_delivery_merchant', columns: ['app_id', 'auth_app_id'] },
  ],
};

export const streamTable: TableDefinition = {
  name: 'hub_webhook_stream',
  columns: [
    ...columns('key', 'id', 'webhook_id', 'state', 'lease_owner?'),
    ...columns('integer', 'due_at', 'lease_until?'),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_webhook_stream_due', columns: ['webhook_id', 'state', 'due_at'] }],
};
