import { Button, Dropdown, type MenuProps } from 'antd';
import { type ReactNode, useRef } from 'react';

interface ActionMenuProps {
  /** Names the button. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly items: NonNullable<MenuProps['items']>;
}

/** A button with a menu of further actions. It has the focus while they are under way, so that dialogs can return it. */
export function ActionMenu({ label, icon, items }: ActionMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const menu: MenuProps = { items, onClick: () => button.current?.focus() };
  return (
    <Dropdown trigger={['click']} placement="bottomRight" menu={menu}>
      <Button ref={button} icon={icon} aria-label={label} />
    </Dropdown>
  );
}
