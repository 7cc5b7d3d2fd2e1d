import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import { WebhookForm, type WebhookValues } from '../webhooks/webhook-form.js';
import type { WebhookDialogProps } from './webhook-dialog.js';

/** Changes where a receiver is, and what it gets. */
export function EditDialog({ isOpen, webhook, onClose }: WebhookDialogProps) {
  const text = useWebhooksText();
  const change = useAction({
    run: ({ url, name, reference, types }: WebhookValues) =>
      hub.webhooks.update({ webhookId: webhook.id, url, name, reference, types }),
    done: () => text('form-saved'),
    changes: [['webhooks']],
    onDone: onClose,
  });
  return (
    <WebhookForm
      isOpen={isOpen}
      webhook={webhook}
      isPending={change.isPending}
      onSubmit={change.mutate}
      onClose={onClose}
    />
  );
}
