import { hub } from '../../api/hub.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import { WebhookForm, type WebhookValues } from '../webhooks/webhook-form.js';
import type { WebhookDialogProps } from './webhook-dialog.js';

/** Changes where a receiver is, and what it gets. */
export function EditDialog({ webhook }: WebhookDialogProps) {
  const text = useWebhooksText();
  const { close } = useOpening();
  const change = useAction({
    run: ({ url, name, reference, types }: WebhookValues) =>
      hub.webhooks.update({ webhookId: webhook.id, url, name, reference, types }),
    done: () => text('form-saved'),
    changes: [['webhooks']],
    onDone: close,
  });
  return <WebhookForm webhook={webhook} isPending={change.isPending} onSubmit={change.mutate} />;
}
