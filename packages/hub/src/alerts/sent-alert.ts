import type { SendFailure } from '../webhooks/send-webhook.js';

export type AlertFailure = SendFailure | 'rate-limited' | 'refused' | 'target-unreadable';

/** What became of one message. */
export interface SentAlert {
  /** `undefined` when it was taken. */
  readonly failure: AlertFailure | undefined;
  /** The code of the robot or the mail server, or the HTTP status. */
  readonly code: number | null;
}
