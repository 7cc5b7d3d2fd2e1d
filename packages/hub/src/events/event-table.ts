import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** Something that happened, once for all receivers and readers. */
export interface EventRow {
  id: string;
  /** Counts up in the order in which events become visible: who has read up to one misses none before it. */
  position: number;
  type: string;
  /** Empty when it is about no application. */
  app_id: string;
  /** Empty when it is about no merchant. */
  auth_app_id: string;
  reference: string | null;
  at: number;
  /** JSON: what receivers get. */
  payload: string;
}

/** One row: the last position. Its lock makes those who record events take turns. */
export interface EventHeadRow {
  id: string;
  position: number;
}

export const eventTable: TableDefinition = {
  name: 'hub_event',
  columns: [
    ...columns('key', 'id', 'type', 'app_id', 'auth_app_id'),
    ...columns('label', 'reference?'),
    ...columns('integer', 'position', 'at'),
    ...columns('document', 'payload'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_event_position', columns: ['position'], unique: true },
    { name: 'hub_event_stream', columns: ['app_id', 'auth_app_id', 'position'] },
    { name: 'hub_event_type', columns: ['type', 'position'] },
    { name: 'hub_event_at', columns: ['at'] },
  ],
};

export const eventHeadTable: TableDefinition = {
  name: 'hub_event_head',
  columns: [...columns('key', 'id'), ...columns('integer', 'position')],
  primaryKey: ['id'],
  indexes: [],
};
