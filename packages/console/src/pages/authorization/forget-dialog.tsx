import { useNavigate } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { TypedConfirmation } from '../../display/typed-confirmation.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationText } from '../../messages/authorization.js';

interface ForgetDialogProps {
  readonly appId: string;
  readonly authAppId: string;
}

/** Erases a merchant; the member types the merchant application first. */
export function ForgetDialog({ appId, authAppId }: ForgetDialogProps) {
  const text = useAuthorizationText();
  const navigate = useNavigate();
  const forget = useAction({
    run: () => hub.authorizations.forget({ appId, authAppId }),
    done: () => text('forget-done'),
    changes: [['authorizations'], ['statistics']],
    onDone: () => void navigate({ to: '/authorizations' }),
  });
  return (
    <TypedConfirmation
      title={text('forget-title')}
      expected={authAppId}
      action={text('forget')}
      isPending={forget.isPending}
      onConfirm={() => forget.mutate()}
    >
      <p>{text('forget-hint')}</p>
    </TypedConfirmation>
  );
}
