import { queryOptions } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';

const minute = 60_000;

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => hub.health.status(undefined, { signal }),
  refetchInterval: minute,
});

export type Period = 'day' | 'month';

/** What happened in the last day, by hour, or in 30 days, by day; with the counts of now. */
export const statisticsQuery = (appId: string, period: Period) =>
  queryOptions({
    queryKey: ['statistics', appId, period],
    queryFn: ({ signal }) => hub.statistics.get({ appId, by: period === 'day' ? 'hour' : 'day' }, { signal }),
    refetchInterval: minute,
  });
