import { Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCommonText } from '../messages/common.js';

interface TypedConfirmationProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** What the member has to type. */
  readonly expected: string;
  /** The button. */
  readonly action: string;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** For what cannot be undone: the member types a name first. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const { isOpen, title, children, expected, action, isPending, onConfirm, onClose } = props;
  const text = useCommonText();
  const [typed, setTyped] = useState('');
  const isConfirmed = typed.trim() === expected;
  return (
    <Modal
      open={isOpen}
      title={title}
      okText={action}
      cancelText={text('cancel')}
      okButtonProps={{ danger: true, disabled: !isConfirmed, loading: isPending }}
      onOk={onConfirm}
      onCancel={onClose}
      afterClose={() => setTyped('')}
      destroyOnHidden
    >
      {children}
      <Form layout="vertical" onFinish={() => isConfirmed && onConfirm()}>
        <Form.Item label={text('type-to-confirm', { text: expected })} htmlFor="typed-confirmation">
          <Input
            id="typed-confirmation"
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
