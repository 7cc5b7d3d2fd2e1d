import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useCommonText } from '../messages/common.js';
import './page.css';

interface CopyableProps {
  readonly value: string;
  /** What is shown, when it is not the value. */
  readonly shown?: string;
  /** Names the button for screen readers, when it is not the value: of a secret. */
  readonly label?: string;
}

/** An identifier with a button that copies it. */
export function Copyable({ value, shown = value, label = value }: CopyableProps) {
  const text = useCommonText();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => void navigator.clipboard.writeText(value).then(() => setIsCopied(true));
  return (
    <span>
      <span className="code">{shown}</span>{' '}
      <Button
        type="text"
        size="small"
        icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={`${isCopied ? text('copied') : text('copy')} ${label}`}
        onClick={copy}
      />
    </span>
  );
}
