import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useFilters } from '../../router/use-filters.js';
import { type NewSecret, SecretDialog } from './secret-dialog.js';
import { WebhookForm, type WebhookValues } from './webhook-form.js';

/** The form for a new receiver at `?dialog=add`, and then its secret. */
export function AddWebhook() {
  const [{ dialog }, setFilters] = useFilters();
  const navigate = useNavigate();
  const [added, setAdded] = useState<NewSecret & { readonly id: string }>();
  const add = useAction({
    run: ({ url, name, appId, reference, types }: WebhookValues) =>
      hub.webhooks.create({
        url,
        name,
        ...(appId === null ? {} : { appId }),
        ...(reference === null ? {} : { reference }),
        ...(types === null ? {} : { types }),
      }),
    changes: [['webhooks']],
    onDone: setAdded,
  });
  return (
    <>
      <WebhookForm
        isOpen={dialog === 'add' && added === undefined}
        isPending={add.isPending}
        onSubmit={add.mutate}
        onClose={() => setFilters({ dialog: undefined })}
      />
      <SecretDialog
        shown={added}
        onClose={() => {
          const { id = '' } = added ?? {};
          setAdded(undefined);
          void navigate({ to: '/webhooks/$id', params: { id } });
        }}
      />
    </>
  );
}
