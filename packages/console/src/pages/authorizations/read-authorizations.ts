import type { Authorization } from '@lingpai/hub-client/types';
import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';
import type { Search } from '../../router/search.js';
import type { CursorPage } from '../../table/cursor-table.js';
import { type AuthorizationFilter, filterOf } from './authorization-filter.js';

const pageSize = 50;
/** As many as the hub finds at most. */
export const mostFound = 100;

interface Wanted {
  readonly appId: string;
  readonly filter: AuthorizationFilter;
  /** What is in the search box. */
  readonly text: string | undefined;
  readonly cursor?: string | undefined;
  readonly signal: AbortSignal;
}

/** A page of the list; what is searched for is one page, of which the filters leave some. */
export async function readAuthorizations(wanted: Wanted): Promise<CursorPage<Authorization>> {
  const { appId, filter, text, cursor, signal } = wanted;
  if (text !== undefined) {
    const { authorizations } = await hub.search.find({ q: text, appId, limit: mostFound }, { signal });
    return { rows: authorizations.filter((one) => matches(one, filter)), next: null };
  }
  const { authorizations, next } = await hub.authorizations.list(
    { appId, ...filter, cursor, limit: pageSize },
    { signal },
  );
  return { rows: authorizations, next };
}

function matches(one: Authorization, { state, reason, kind, deadlineBefore }: AuthorizationFilter): boolean {
  return (
    (state === undefined || one.state === state) &&
    (reason === undefined || one.reason === reason) &&
    (kind === undefined || (one.requestedKinds ?? []).includes(kind)) &&
    (deadlineBefore === undefined || (one.refreshDeadline ?? Number.POSITIVE_INFINITY) < deadlineBefore)
  );
}

interface Listed {
  readonly appId: string;
  /** What the address holds. */
  readonly search: Search;
}

/** The list that an address shows, without its page: the cursor is added by {@link authorizationsPage}, and by the table. */
export const authorizationsKey = ({ appId, search }: Listed): QueryKey => [
  'authorizations',
  appId,
  'list',
  filterOf(search, Date.now()),
  search.q ?? null,
];

/** The page of the list that an address shows: it is read while the page's own code is still loading. */
export function authorizationsPage({ appId, search }: Listed) {
  const { q: text, cursor } = search;
  return queryOptions({
    queryKey: [...authorizationsKey({ appId, search }), cursor ?? null],
    queryFn: ({ signal }) => readAuthorizations({ appId, filter: filterOf(search, Date.now()), text, cursor, signal }),
  });
}
