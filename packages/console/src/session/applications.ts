import type { Application, Session } from '@lingpai/hub-client/types';
import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { hub } from '../api/hub.js';
import { useSession } from './session.js';

/** What every member knows of an application. */
export type KnownApplication = Session['applications'][number];

/** The applications that the member may use. */
export const useApplications = (): readonly KnownApplication[] => useSession().applications;

/** The application that the switcher shows: the address's `app`, else the first. `undefined` while there is none. */
export function useApplication(): KnownApplication | undefined {
  const session = useSession();
  const { app } = useSearch({ strict: false });
  return applicationOf(session, app);
}

export const applicationOf = ({ applications }: Session, app: string | undefined): KnownApplication | undefined =>
  applications.find(({ appId }) => appId === app) ?? applications[0];

const applicationsQuery = queryOptions({
  queryKey: ['applications'],
  queryFn: async ({ signal }) => (await hub.applications.list(undefined, { signal })).applications,
});

/** The applications with endpoint, mode and certificates; needs the scope `read` or `manage`. */
export const useApplicationDetails = (): UseQueryResult<readonly Application[]> => useQuery(applicationsQuery);
