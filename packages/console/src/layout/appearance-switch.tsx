import { BulbOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useShellText } from '../messages/shell.js';
import { appearances, useAppearance } from '../theme/appearance.js';

export function AppearanceSwitch() {
  const text = useShellText();
  const { appearance, choose } = useAppearance();
  const items = appearances.map((key) => ({ key, label: text(`appearance-${key}`), onClick: () => choose(key) }));
  return (
    <Dropdown trigger={['click']} menu={{ items, selectable: true, selectedKeys: [appearance] }}>
      <Button type="text" icon={<BulbOutlined />} aria-label={text('appearance')} title={text('appearance')} />
    </Dropdown>
  );
}
