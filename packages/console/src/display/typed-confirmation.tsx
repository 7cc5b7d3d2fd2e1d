import { Form, Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useCommonText } from '../messages/common.js';
import { Dialog } from './dialog.js';

interface TypedConfirmationProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** What the member has to type. */
  readonly expected: string;
  /** The button. */
  readonly action: string;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
}

/** For what cannot be undone: the member types a name first. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const { title, children, expected, action, isPending, onConfirm } = props;
  const text = useCommonText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const isConfirmed = typed.trim() === expected;
  return (
    <Dialog
      title={title}
      okText={action}
      okButtonProps={{ danger: true, disabled: !isConfirmed }}
      isPending={isPending}
      onOk={onConfirm}
    >
      {children}
      <Form layout="vertical" onFinish={() => isConfirmed && !isPending && onConfirm()}>
        <Form.Item label={text('type-to-confirm', { text: expected })} htmlFor={id}>
          <Input id={id} autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
