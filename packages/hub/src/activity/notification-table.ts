import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** `duplicate`: genuine, and it had its effect before. `failed`: genuine, and Alipay delivers it again. */
export type NotificationVerdict = 'verified' | 'duplicate' | 'failed' | 'refused';

/** One delivery of a notification, without what it holds. */
export interface NotificationRow {
  /** Sorts by time. */
  id: string;
  at: number;
  app_id: string;
  auth_app_id: string | null;
  verdict: NotificationVerdict;
  /** Why it was refused. */
  reason: string | null;
  notify_id: string | null;
  /** Its `notify_type` or `msg_method`. */
  type: string | null;
}

export const notificationTable: TableDefinition = {
  name: 'hub_notification',
  columns: [
    ...columns('key', 'id', 'app_id', 'auth_app_id?', 'verdict', 'reason?', 'notify_id?'),
    ...columns('label', 'type?'),
    ...columns('integer', 'at'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_notification_application', columns: ['app_id', 'id'] },
    { name: 'hub_notification_authorization', columns: ['app_id', 'auth_app_id', 'id'] },
    { name: 'hub_notification_number', columns: ['notify_id', 'app_id'] },
  ],
};
