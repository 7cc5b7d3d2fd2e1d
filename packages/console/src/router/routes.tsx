import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { isSignedOut } from '../api/hub-problem.js';
import { LoadingState } from '../display/loading-state.js';
import { NotFoundState } from '../display/not-found-state.js';
import { ProblemState } from '../display/problem-state.js';
import { Shell } from '../layout/shell.js';
import { authorizationsPage } from '../pages/authorizations/read-authorizations.js';
import { applicationOf } from '../session/applications.js';
import { mayRead, sessionQuery } from '../session/session.js';
import { validateSearch } from './search.js';

export interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  validateSearch,
  search: { middlewares: [retainSearchParams(['app'])] },
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.js'), 'SignInPage'),
});

/** Everything behind the sign-in. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  async beforeLoad({ context: { queryClient }, location, search: { signIn } }) {
    try {
      return { session: await queryClient.ensureQueryData(sessionQuery) };
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { next: location.href, signIn } });
      throw error;
    }
  },
  component: Shell,
});

const shared = { getParentRoute: () => shellRoute } as const;

const pages = [
  createRoute({
    ...shared,
    path: '/',
    component: lazyRouteComponent(() => import('../pages/overview/overview-page.js'), 'OverviewPage'),
  }),
  createRoute({
    ...shared,
    path: '/authorizations',
    loaderDeps: ({ search }) => search,
    loader({ context: { queryClient, session }, deps: search }) {
      const application = applicationOf(session, search.app);
      if (application === undefined || !mayRead(session)) return;
      void queryClient.prefetchQuery(authorizationsPage({ appId: application.appId, search }));
    },
    component: lazyRouteComponent(() => import('../pages/authorizations/authorizations-page.js'), 'AuthorizationsPage'),
  }),
  createRoute({
    ...shared,
    path: '/authorizations/$appId/$authAppId',
    component: lazyRouteComponent(() => import('../pages/authorization/authorization-page.js'), 'AuthorizationPage'),
  }),
  createRoute({
    ...shared,
    path: '/invite',
    component: lazyRouteComponent(() => import('../pages/invite/invite-page.js'), 'InvitePage'),
  }),
  createRoute({
    ...shared,
    path: '/unassigned',
    component: lazyRouteComponent(() => import('../pages/unassigned/unassigned-page.js'), 'UnassignedPage'),
  }),
  createRoute({
    ...shared,
    path: '/activity',
    component: lazyRouteComponent(() => import('../pages/activity/activity-page.js'), 'ActivityPage'),
  }),
  createRoute({
    ...shared,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('../pages/webhooks/webhooks-page.js'), 'WebhooksPage'),
  }),
  createRoute({
    ...shared,
    path: '/webhooks/$id',
    component: lazyRouteComponent(() => import('../pages/webhook/webhook-page.js'), 'WebhookPage'),
  }),
  createRoute({
    ...shared,
    path: '/developers',
    component: lazyRouteComponent(() => import('../pages/developers/developers-page.js'), 'DevelopersPage'),
  }),
  createRoute({
    ...shared,
    path: '/settings',
    component: lazyRouteComponent(() => import('../pages/settings/settings-page.js'), 'SettingsPage'),
  }),
] as const;

export const routeTree = rootRoute.addChildren([signInRoute, shellRoute.addChildren(pages)]);

export const defaults = {
  defaultPendingComponent: LoadingState,
  defaultErrorComponent: ProblemState,
  defaultNotFoundComponent: NotFoundState,
} as const;
