import { Form, Input, Modal } from 'antd';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationText } from '../../messages/authorization.js';

interface AssignDialogProps {
  readonly appId: string;
  readonly authAppId: string;
  readonly reference: string | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AssignDialog({ appId, authAppId, reference, isOpen, onClose }: AssignDialogProps) {
  const text = useAuthorizationText();
  const [form] = Form.useForm<{ reference: string }>();
  const assign = useAction({
    run: (given: string) => hub.authorizations.assign({ appId, authAppId, reference: given }),
    done: () => text('assign-done'),
    changes: [['authorization'], ['authorizations']],
    onDone: onClose,
  });
  return (
    <Modal
      open={isOpen}
      title={text('assign-title')}
      okText={text('assign')}
      okButtonProps={{ loading: assign.isPending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        clearOnDestroy
        requiredMark={false}
        initialValues={{ reference: reference ?? '' }}
        onFinish={(values) => assign.mutate(values.reference.trim())}
      >
        <Form.Item
          name="reference"
          label={text('assign-label')}
          extra={text('assign-hint')}
          rules={[{ required: true, whitespace: true, message: text('assign-needed') }]}
        >
          <Input autoFocus autoComplete="off" maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
