import { QuestionCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useCommonText } from '../messages/common.js';
import { StateMessage } from './state-message.js';

export function NotFoundState() {
  const text = useCommonText();
  return (
    <StateMessage
      icon={<QuestionCircleOutlined />}
      title={text('not-found-title')}
      hint={text('not-found-hint')}
      action={<Link to="/">{text('not-found-home')}</Link>}
    />
  );
}
