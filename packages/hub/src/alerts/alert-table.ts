import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';
import type { AlertKind, Severity } from './alert-kind.js';

/** An alert, from its beginning to its end. */
export interface AlertRow {
  id: string;
  /** Of kind and subject while it is open: no second one is opened. */
  open_key: string | null;
  kind: AlertKind;
  severity: Severity;
  subject: string;
  app_id: string | null;
  auth_app_id: string | null;
  reference: string | null;
  /** JSON: what the texts need. */
  details: string;
  state: 'open' | 'resolved';
  /** The node that alone can see it; `null`: every node can. */
  node: string | null;
  opened_at: number;
  /** When the node saw it last. */
  seen_at: number;
  /** When people were told last. */
  told_at: number;
  resolved_at: number | null;
}

export type AlertChange = 'opened' | 'repeated' | 'resolved';

/** What a channel is to be told about an alert. */
export interface AlertMessageRow {
  id: string;
  channel_id: string;
  alert_id: string;
  change: AlertChange;
  state: 'pending' | 'sent' | 'failed';
  created_at: number;
  due_at: number;
  attempts: number;
  ended_at: number | null;
  /** Why the last attempt failed. */
  failure: string | null;
}

/** One row: which node looks after alerts, and up to which event. */
export interface AlertLeaseRow {
  id: string;
  lease_owner: string | null;
  lease_until: number;
  position: number;
}

export const alertTable: TableDefinition = {
  name: 'hub_alert',
  columns: [
    ...columns('key', 'id', 'open_key?', 'kind', 'severity', 'app_id?', 'auth_app_id?', 'state', 'node?'),
    ...columns('label', 'subject', 'reference?'),
    ...columns('document', 'details'),
    ...columns('integer', 'opened_at', 'seen_at', 'told_at', 'resolved_at?'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_alert_open', columns: ['open_key'], unique: true },
    { name: 'hub_alert_state', columns: ['state', 'opened_at', 'id'] },
    { name: 'hub_alert_opened', columns: ['opened_at', 'id'] },
    { name: 'hub_alert_merchant', columns: ['app_id', 'auth_app_id'] },
  ],
};

export const alertMessageTable: TableDefinition = {
  name: 'hub_alert_message',
  columns: [
    ...columns('key', 'id', 'channel_id', 'alert_id', 'change', 'state', 'failure?'),
    ...columns('integer', 'created_at', 'due_at', 'attempts', 'ended_at?'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_alert_message_due', columns: ['state', 'channel_id', 'due_at'] },
    { name: 'hub_alert_message_alert', columns: ['alert_id'] },
  ],
};

export const alertLeaseTable: TableDefinition = {
  name: 'hub_alert_lease',
  columns: [...columns('key', 'id', 'lease_owner?'), ...columns('integer', 'lease_until', 'position')],
  primaryKey: ['id'],
  indexes: [],
};
