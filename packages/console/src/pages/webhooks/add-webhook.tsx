import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { Opening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useFilters } from '../../router/use-filters.js';
import { type NewSecret, SecretDialog } from './secret-dialog.js';
import { WebhookForm, type WebhookValues } from './webhook-form.js';

/** The form for a new receiver at `?dialog=add`, and then its secret. */
export function AddWebhook() {
  const [{ dialog }, setFilters] = useFilters();
  return (
    <Opening of={dialog === 'add'} onClose={() => setFilters({ dialog: undefined })}>
      {() => <AddDialog />}
    </Opening>
  );
}

function AddDialog() {
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
  const show = () => void navigate({ to: '/webhooks/$id', params: { id: added?.id ?? '' } });
  return (
    <>
      <WebhookForm isShown={added === undefined} isPending={add.isPending} onSubmit={add.mutate} />
      <SecretDialog shown={added} onStored={show} />
    </>
  );
}
