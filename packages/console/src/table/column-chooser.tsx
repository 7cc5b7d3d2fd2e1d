import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useCommonText } from '../messages/common.js';

interface ColumnChooserProps<Column extends string> {
  readonly columns: readonly { readonly value: Column; readonly label: string }[];
  readonly chosen: readonly Column[];
  readonly onChoose: (columns: readonly Column[]) => void;
}

/** The button that shows and hides columns of a table. */
export function ColumnChooser<Column extends string>({ columns, chosen, onChoose }: ColumnChooserProps<Column>) {
  const text = useCommonText();
  const boxes = (
    <Checkbox.Group<Column> className="column-chooser" value={[...chosen]} onChange={onChoose} options={[...columns]} />
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={boxes}>
      <Button icon={<SettingOutlined />}>{text('columns')}</Button>
    </Popover>
  );
}
