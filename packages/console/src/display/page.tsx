import { Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useShellText } from '../messages/shell.js';
import './page.css';

interface PageProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: ReactNode;
  /** Buttons on the right; below the title on a phone. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: its title, which is the window's, too. */
export function Page({ title, lead, actions, children }: PageProps) {
  const shell = useShellText();
  const product = shell('product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          <Typography.Title level={1}>{title}</Typography.Title>
          {lead === undefined ? null : <Typography.Text type="secondary">{lead}</Typography.Text>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
