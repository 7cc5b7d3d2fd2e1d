import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/**
 * What is counted, hour by hour. Those of `authorizations-` say how many there were at the end of the hour, `webhooks-lag` how
 * many milliseconds an event waited at most for its receiver.
 */
export const statisticNames = [
  'rotations',
  'rotations-failed',
  'redemptions',
  'redemptions-failed',
  'notifications',
  'notifications-failed',
  'notifications-refused',
  'calls',
  'calls-failed',
  'webhooks-delivered',
  'webhooks-failed',
  'webhooks-lag',
  'authorizations-active',
  'authorizations-attention',
  'authorizations-cancelled',
  'authorizations-deactivated',
] as const;

export type StatisticName = (typeof statisticNames)[number];

export interface StatisticRow {
  app_id: string;
  /** Its beginning, in milliseconds since 1970. */
  hour: number;
  name: StatisticName | typeof recountedName;
  count: number;
}

/** Of a longer time, the largest value counts, not the sum. */
export const isMaximum = (name: string): boolean => name === 'webhooks-lag' || name.startsWith('authorizations-');

/** The row that says up to which hour the journal was counted, and that nodes lock while they count. */
export const recountedName = 'recounted';

export const statisticTable: TableDefinition = {
  name: 'hub_statistic',
  columns: [...columns('key', 'app_id', 'name'), ...columns('integer', 'hour', 'count')],
  primaryKey: ['app_id', 'hour', 'name'],
  indexes: [{ name: 'hub_statistic_hour', columns: ['hour', 'app_id'] }],
};
