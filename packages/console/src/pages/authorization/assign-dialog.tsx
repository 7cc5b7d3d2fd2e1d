import { Form, Input } from 'antd';
import { hub } from '../../api/hub.js';
import { FormDialog } from '../../display/form-dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationText } from '../../messages/authorization.js';

interface AssignForm {
  readonly reference: string;
}

interface AssignDialogProps {
  readonly appId: string;
  readonly authAppId: string;
  readonly reference: string | null;
}

export function AssignDialog({ appId, authAppId, reference }: AssignDialogProps) {
  const text = useAuthorizationText();
  const { close } = useOpening();
  const assign = useAction({
    run: (given: AssignForm) => hub.authorizations.assign({ appId, authAppId, reference: given.reference.trim() }),
    done: () => text('assign-done'),
    changes: [['authorization'], ['authorizations']],
    onDone: close,
  });
  return (
    <FormDialog<AssignForm>
      title={text('assign-title')}
      action={text('assign')}
      initialValues={{ reference: reference ?? '' }}
      isPending={assign.isPending}
      onSubmit={assign.mutate}
    >
      <Form.Item
        name="reference"
        label={text('assign-label')}
        extra={text('assign-hint')}
        rules={[{ required: true, whitespace: true, message: text('assign-needed') }]}
      >
        <Input autoFocus autoComplete="off" maxLength={200} />
      </Form.Item>
    </FormDialog>
  );
}
