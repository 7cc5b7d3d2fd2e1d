import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../session/session.js';
import type { ConsoleRouter } from './router.js';

/**
 * Asks for the session and for the code of the page that the address names, at the same time and before anything is drawn. The
 * router would load the one after the other.
 */
export function loadAhead(router: ConsoleRouter, queryClient: QueryClient): void {
  const { pathname } = router.latestLocation;
  if (pathname !== '/sign-in') void queryClient.prefetchQuery(sessionQuery);
  const [matched] = router.getMatchedRoutes(pathname);
  for (const { options } of matched) void options.component?.preload?.();
}
