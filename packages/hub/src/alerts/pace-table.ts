import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** When the next message may go to a robot, or through a channel of e-mail. */
export interface PaceRow {
  /** Of a channel, or a keyed hash of what a robot is known by. */
  id: string;
  next_at: number;
}

export const paceTable: TableDefinition = {
  name: 'hub_alert_pace',
  columns: [...columns('key', 'id'), ...columns('integer', 'next_at')],
  primaryKey: ['id'],
  indexes: [],
};
