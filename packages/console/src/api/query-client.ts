import { HubProblem } from '@lingpai/hub-client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, isUnreachable } from './hub-problem.js';

/** Reads are fresh for half a minute, and are repeated only where the hub says that it is worthwhile. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

const isPassing = (error: unknown) => isUnreachable(error) || (error instanceof HubProblem && error.status === 503);
