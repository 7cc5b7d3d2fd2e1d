import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { hub } from '../../../api/hub.js';
import type { InvitationRow } from './invitation-row.js';
import { type LinkCalls, type RowOutcome, sendRows } from './send-rows.js';

export type Outcomes = ReadonlyMap<number, RowOutcome>;

/** An upload: what became of its rows, and how it is started, stopped and continued. */
export interface Sending {
  readonly outcomes: Outcomes;
  readonly isStarted: boolean;
  readonly isSending: boolean;
  /** Whether it waits for the last responses before it stops. */
  readonly isStopping: boolean;
  /** What interrupted it; `null` when nothing did. */
  readonly error: Error | null;
  /** Sends the rows that have no link. */
  send(): void;
  /** Sends no further row. */
  stop(): void;
}

export function useSending(appId: string, rows: readonly InvitationRow[]): Sending {
  const queryClient = useQueryClient();
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const [isStopped, setIsStopped] = useState(false);
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);
  const { mutate, isPending, isIdle, error } = useMutation({
    mutationFn: () => {
      const controller = new AbortController();
      stopping.current = controller;
      const { signal } = controller;
      return sendRows(rows, {
        appId,
        calls: callsOf(appId),
        known: outcomes,
        signal,
        onOutcome: ({ number }, outcome) => setOutcomes((before) => new Map(before).set(number, outcome)),
        pause: (milliseconds) => pause(milliseconds, signal),
      });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['links'] }),
  });
  return {
    outcomes,
    isStarted: !isIdle,
    isSending: isPending,
    isStopping: isPending && isStopped,
    error,
    send() {
      setIsStopped(false);
      mutate();
    },
    stop() {
      setIsStopped(true);
      stopping.current.abort();
    },
  };
}

const callsOf = (appId: string): LinkCalls => ({
  create: (invitation, idempotencyKey) => hub.links.create({ appId, ...invitation }, { idempotencyKey }),
  get: (linkId) => hub.links.get({ appId, linkId }),
  async newest() {
    const { links } = await hub.links.list({ appId, limit: 1 });
    return links[0]?.createdAt ?? 0;
  },
});

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
