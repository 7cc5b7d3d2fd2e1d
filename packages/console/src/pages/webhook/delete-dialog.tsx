import { useNavigate } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { TypedConfirmation } from '../../display/typed-confirmation.js';
import { useAction } from '../../display/use-action.js';
import { useWebhookText } from '../../messages/webhook.js';
import type { WebhookDialogProps } from './webhook-dialog.js';

/** Deletes a receiver; the member types its name first. */
export function DeleteDialog({ webhook, title }: WebhookDialogProps) {
  const text = useWebhookText();
  const navigate = useNavigate();
  const remove = useAction({
    run: () => hub.webhooks.delete({ webhookId: webhook.id }),
    done: () => text('delete-done'),
    changes: [
      ['webhooks', 'list'],
      ['webhooks', 'issues'],
    ],
    onDone: () => void navigate({ to: '/webhooks' }),
  });
  return (
    <TypedConfirmation
      title={text('delete-title')}
      expected={title.trim()}
      action={text('delete')}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>{text('delete-hint')}</p>
    </TypedConfirmation>
  );
}
