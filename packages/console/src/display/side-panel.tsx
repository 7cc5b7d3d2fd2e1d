import { Drawer, type DrawerProps } from 'antd';
import { useOpening } from './opening.js';

type OfOpening = 'open' | 'onClose' | 'afterOpenChange' | 'destroyOnHidden' | 'focusable';

/** A drawer at the side, in an {@link Opening}. */
export function SidePanel(props: Omit<DrawerProps, OfOpening>) {
  const { isOpen, close, leave } = useOpening();
  return (
    <Drawer
      {...props}
      open={isOpen}
      onClose={close}
      afterOpenChange={(isShown) => {
        if (!isShown) leave();
      }}
      focusable={{ focusTriggerAfterClose: false }}
      destroyOnHidden
    />
  );
}
