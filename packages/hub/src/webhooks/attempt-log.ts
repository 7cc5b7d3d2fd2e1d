import type { SendFailure } from './send-webhook.js';

/** One attempt, as the delivery's log keeps it. */
export interface Attempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds that it took. */
  readonly duration: number;
  readonly status: number | null;
  readonly failure: SendFailure | null;
}

/** Attempts that are kept; replays add to them. */
const most = 50;

export const readAttempts = (log: string | null): Attempt[] => (log === null ? [] : JSON.parse(log));

export const addAttempt = (log: string | null, attempt: Attempt): string =>
  JSON.stringify([...readAttempts(log), attempt].slice(-most));
