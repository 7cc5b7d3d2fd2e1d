import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../session/session.js';
import type { ConsoleRouter } from './router.js';

/**
 * Asks for the session and for the code of the page that the address names, at the same time and before anything is drawn. The
 * router would load the one after the other.
 */
export function loadAhead(router: ConsoleRouter, queryClient: QueryClient): void {
  void queryClient.prefetchQuery(sessionQuery);
  const [matched] = router.getMatchedRoutes(router.latestLocation.pathname);
  for (const { options } of matched) void options.component?.preload?.();
}
