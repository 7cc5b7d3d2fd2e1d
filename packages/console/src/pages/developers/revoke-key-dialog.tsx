import type { ApiKey } from '@lingpai/hub-client/types';
import { hub } from '../../api/hub.js';
import { useOpening } from '../../display/opening.js';
import { TypedConfirmation } from '../../display/typed-confirmation.js';
import { useAction } from '../../display/use-action.js';
import { useDevelopersText } from '../../messages/developers.js';

interface RevokeKeyDialogProps {
  readonly apiKey: ApiKey;
}

/** Revokes a key; the member types its name first. */
export function RevokeKeyDialog({ apiKey }: RevokeKeyDialogProps) {
  const text = useDevelopersText();
  const { close } = useOpening();
  const revoke = useAction({
    run: () => hub.keys.revoke({ keyId: apiKey.id }),
    done: () => text('key-revoked'),
    changes: [['keys']],
    onDone: close,
  });
  return (
    <TypedConfirmation
      title={text('key-revoke-title')}
      expected={apiKey.name.trim()}
      action={text('key-revoke')}
      isPending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
    >
      <p>{text('key-revoke-hint')}</p>
    </TypedConfirmation>
  );
}
