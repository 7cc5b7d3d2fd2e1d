import type { ActivityListParameters } from '@lingpai/hub-client/types';
import type { Search } from '../../router/search.js';

export const kinds = ['operation', 'notification'] as const;
export const times = ['hour', 'day', 'week', 'range'] as const;

const operationVerdicts = ['applied', 'failed', 'unknown', 'started', 'received'] as const;
const notificationVerdicts = ['verified', 'duplicate', 'failed', 'refused'] as const;
export const verdicts = [...notificationVerdicts, 'applied', 'unknown', 'started', 'received'] as const;

const lengths = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** What can become of activity of a kind. */
export function verdictsOf(kind: string | undefined): readonly (typeof verdicts)[number][] {
  if (kind === 'operation') return operationVerdicts;
  return kind === 'notification' ? notificationVerdicts : verdicts;
}

export type ActivityFilter = Omit<ActivityListParameters, 'cursor' | 'limit'>;

const oneOf = <Value extends string>(values: readonly Value[], given: string | undefined) =>
  values.find((value) => value === given);

const instantOf = (text: string | undefined) => {
  const at = text === undefined ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
};

/** What the hub is asked for, by what the address says. Periods are to the minute, so that pages fit together. */
export function filterOf(search: Search, appId: string | undefined, now: number): ActivityFilter {
  const time = oneOf(times, search.time);
  const isRange = time === 'range';
  const minute = Math.floor(now / 60_000) * 60_000;
  return {
    appId: search.of === 'all' ? undefined : appId,
    authAppId: search.of === 'all' ? undefined : search.authAppId,
    kind: oneOf(kinds, search.kind),
    verdict: oneOf(verdicts, search.verdict),
    since: isRange ? instantOf(search.since) : time && minute - lengths[time],
    until: isRange ? instantOf(search.until) : undefined,
  };
}

/** The filters in the address, without the application. */
export const noFilters = {
  kind: undefined,
  verdict: undefined,
  time: undefined,
  since: undefined,
  until: undefined,
  authAppId: undefined,
} as const satisfies Search;

export const isFiltered = (search: Search): boolean =>
  Object.keys(noFilters).some((name) => search[name] !== undefined);
