import type { Session } from '@lingpai/hub-client/types';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { hub, setCsrfToken } from '../api/hub.js';

export type Scope = Session['scopes'][number];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await hub.session.get(undefined, { signal });
    setCsrfToken(session.csrfToken ?? undefined);
    return session;
  },
  staleTime: 5 * 60_000,
});

/** Below the shell only: it loads the session first. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

export const mayRead = ({ scopes }: Session): boolean => scopes.includes('read') || scopes.includes('manage');

/** Whether the member may use what needs the scope. */
export const useMay = (scope: Scope): boolean => useSession().scopes.includes(scope);
