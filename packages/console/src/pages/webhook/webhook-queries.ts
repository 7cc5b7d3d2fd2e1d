import { queryOptions } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';

export const webhookQuery = (webhookId: string) =>
  queryOptions({
    queryKey: ['webhooks', webhookId, 'facts'],
    queryFn: ({ signal }) => hub.webhooks.get({ webhookId }, { signal }),
    refetchInterval: 5_000,
  });

/** What a member asks to be sent again. */
export type Replay = { readonly state: 'dead' } | { readonly since: number };

/**
 * Sends events again, or only counts them; as many requests as it takes.
 *
 * @returns how many
 */
export async function replayAll(
  webhookId: string,
  replay: Replay,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal?: AbortSignal },
): Promise<number> {
  let count = 0;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const place = cursor === undefined ? {} : { cursor };
    const options = signal === undefined ? {} : { signal };
    const { replayed, next } = await hub.webhooks.replay({ webhookId, ...replay, dryRun, ...place }, options);
    count += replayed;
    cursor = next;
  }
  return count;
}
