import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { hub } from '../../api/hub.js';

export interface Live {
  readonly isConnected: boolean;
  /** Events since it was paused. */
  readonly missed: number;
}

/** The log of notifications is written within two seconds after their events. */
const later = [200, 2_500] as const;
/** Milliseconds after which what is no event is seen: refused notifications, and failures. */
const pollInterval = 10_000;

/** Follows the hub's events, and reads the activity again as they come; while it is paused, counts them. */
export function useLive(appId: string | undefined, isPaused: boolean): Live {
  const queryClient = useQueryClient();
  const [isConnected, setIsConnected] = useState(false);
  const [missed, setMissed] = useState(0);

  useEffect(() => {
    const ended = new AbortController();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const read = () => void queryClient.invalidateQueries({ queryKey: ['activity', 'list'] });
    const readSoon = () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      for (const delay of later) timers.add(setTimeout(read, delay));
    };
    setMissed(0);
    if (!isPaused) read();
    const poll = isPaused ? undefined : setInterval(read, pollInterval);
    const follow = async () => {
      const { next } = await hub.events.list({ appId, order: 'desc', limit: 1 }, { signal: ended.signal });
      setIsConnected(true);
      for await (const _ of hub.events.stream({ appId, cursor: next }, { signal: ended.signal })) {
        if (isPaused) setMissed((count) => count + 1);
        else readSoon();
      }
    };
    // Without a stream, the activity is read now and then.
    follow().catch(() => setIsConnected(false));
    return () => {
      ended.abort();
      clearInterval(poll);
      for (const timer of timers) clearTimeout(timer);
      setIsConnected(false);
    };
  }, [appId, isPaused, queryClient]);

  return { isConnected, missed };
}
