import { Modal, type ModalProps } from 'antd';
import { useCommonText } from '../messages/common.js';
import { useOpening } from './opening.js';

type OfOpening = 'open' | 'onCancel' | 'afterClose' | 'destroyOnHidden' | 'focusable' | 'confirmLoading';

interface DialogProps extends Omit<ModalProps, OfOpening> {
  /** A request is under way: the button shows it, and the dialog cannot be closed, as nothing would be cancelled. */
  readonly isPending?: boolean;
  /** Whether this step of the opening is shown; it is by default. */
  readonly isShown?: boolean;
}

/** A dialog in an {@link Opening}. */
export function Dialog({ isPending = false, isShown = true, ...props }: DialogProps) {
  const common = useCommonText();
  const { isOpen, close, leave } = useOpening();
  return (
    <Modal
      cancelText={common('cancel')}
      {...props}
      open={isOpen && isShown}
      confirmLoading={isPending}
      cancelButtonProps={{ disabled: isPending }}
      onCancel={close}
      afterClose={leave}
      focusable={{ focusTriggerAfterClose: false }}
      destroyOnHidden
    />
  );
}
