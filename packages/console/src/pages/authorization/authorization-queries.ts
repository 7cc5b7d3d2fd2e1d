import { queryOptions } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';

export interface AuthorizationKey {
  readonly appId: string;
  readonly authAppId: string;
}

const key = ({ appId, authAppId }: AuthorizationKey) => ['authorization', appId, authAppId] as const;
/** What happens elsewhere is shown without a reload. */
const refetchInterval = 5_000;

export const authorizationQuery = ({ appId, authAppId }: AuthorizationKey) =>
  queryOptions({
    queryKey: key({ appId, authAppId }),
    queryFn: ({ signal }) => hub.authorizations.get({ appId, authAppId }, { signal }),
    refetchInterval,
  });

export const historyQuery = ({ appId, authAppId }: AuthorizationKey) =>
  queryOptions({
    queryKey: [...key({ appId, authAppId }), 'history'],
    queryFn: ({ signal }) => hub.authorizations.history({ appId, authAppId, limit: 50 }, { signal }),
    refetchInterval,
  });

export const methodsQuery = ({ appId, authAppId }: AuthorizationKey) =>
  queryOptions({
    queryKey: [...key({ appId, authAppId }), 'methods'],
    queryFn: ({ signal }) => hub.authorizations.methods({ appId, authAppId }, { signal }),
  });

export const notificationsQuery = ({ appId, authAppId }: AuthorizationKey) =>
  queryOptions({
    queryKey: [...key({ appId, authAppId }), 'notifications'],
    queryFn: ({ signal }) => hub.activity.list({ appId, authAppId, kind: 'notification', limit: 10 }, { signal }),
    refetchInterval,
  });

export const requestsQuery = ({ appId, authAppId }: AuthorizationKey) =>
  queryOptions({
    queryKey: [...key({ appId, authAppId }), 'requests'],
    queryFn: ({ signal }) => hub.requests.list({ appId, authAppId, limit: 20 }, { signal }),
    refetchInterval,
  });

/** What the programs of an application have called lately, for whatever merchant. */
export const calledMethodsQuery = (appId: string) =>
  queryOptions({
    queryKey: ['requests', appId, 'called'],
    queryFn: async ({ signal }) => {
      const { requests } = await hub.requests.list({ appId, limit: 200 }, { signal });
      const methods = requests.flatMap(({ alipayCall }) => (alipayCall === null ? [] : [methodOf(alipayCall)]));
      return [...new Set(methods)].filter((method) => method.includes('.')).toSorted();
    },
  });

/** Alipay's name of a call: a v3 path has its words in the same order. */
const methodOf = (call: string) => (call.startsWith('/v3/') ? call.slice(4).replaceAll('/', '.') : call);
