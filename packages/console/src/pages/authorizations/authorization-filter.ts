import type { AuthorizationsListParameters, JobsCreateParameters } from '@lingpai/hub-client/types';
import type { Search } from '../../router/search.js';

export type JobFilter = NonNullable<JobsCreateParameters['filter']>;
export type AuthorizationFilter = Omit<JobFilter, 'reference' | 'userId'> &
  Pick<AuthorizationsListParameters, 'deadlineBefore'>;

export const states = ['active', 'attention', 'cancelled', 'deactivated'] as const;
export const reasons = ['cannot-rotate', 'permission-missing', 'needs-reauthorization'] as const;
export const kinds = ['TINYAPP', 'WEBAPP', 'MOBILEAPP', 'PUBLICAPP', 'BASEAPP', 'ARAPP'] as const;
/** Names of filters in the address. */
export const filterNames = ['q', 'state', 'reason', 'kind', 'deadline', 'deadlineBefore', 'lacking'] as const;
/** Days within which a refresh token expires. */
export const deadlines = ['7', '30', '90'] as const;

const day = 86_400_000;
const oneOf = <Value extends string>(values: readonly Value[], given: string | undefined) =>
  values.find((value) => value === given);

/** What the hub is asked for, by what the address says. Days are counted from the end of today, so that pages fit together. */
export function filterOf(search: Search, now: number): AuthorizationFilter {
  const { deadline, deadlineBefore, lacking } = search;
  const days = oneOf(deadlines, deadline);
  const before = Number(deadlineBefore);
  const until = days === undefined ? before || undefined : (Math.ceil(now / day) + Number(days)) * day;
  return {
    state: oneOf(states, search.state),
    reason: oneOf(reasons, search.reason),
    kind: oneOf(kinds, search.kind),
    ...(lacking === undefined ? { deadlineBefore: until } : { lacking }),
  };
}

export const isFiltered = (search: Search): boolean => filterNames.some((name) => search[name] !== undefined);
