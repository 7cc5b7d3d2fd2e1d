import type { ApiKey } from '@lingpai/hub-client/types';
import { hub } from '../../api/hub.js';
import { TypedConfirmation } from '../../display/typed-confirmation.js';
import { useAction } from '../../display/use-action.js';
import { useDevelopersText } from '../../messages/developers.js';

interface RevokeKeyDialogProps {
  /** `undefined` closes the dialog. */
  readonly apiKey: ApiKey | undefined;
  readonly onClose: () => void;
}

/** Revokes a key; the member types its name first. */
export function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps) {
  const text = useDevelopersText();
  const revoke = useAction({
    run: (keyId: string) => hub.keys.revoke({ keyId }),
    done: () => text('key-revoked'),
    changes: [['keys']],
    onDone: onClose,
  });
  return (
    <TypedConfirmation
      isOpen={apiKey !== undefined}
      title={text('key-revoke-title')}
      expected={apiKey?.name.trim() ?? ''}
      action={text('key-revoke')}
      isPending={revoke.isPending}
      onConfirm={() => apiKey !== undefined && revoke.mutate(apiKey.id)}
      onClose={onClose}
    >
      <p>{text('key-revoke-hint')}</p>
    </TypedConfirmation>
  );
}
