import type { Webhook } from '@lingpai/hub-client/types';

/** What every dialog about a receiver takes. */
export interface WebhookDialogProps {
  readonly webhook: Webhook;
  /** What the page calls it. */
  readonly title: string;
}
