import type { Webhook } from '@lingpai/hub-client/types';

/** What every dialog about a receiver takes. */
export interface WebhookDialogProps {
  readonly isOpen: boolean;
  readonly webhook: Webhook;
  readonly onClose: () => void;
}
