import { Typography } from 'antd';
import type { ReactNode } from 'react';
import './page.css';

interface StateMessageProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint?: ReactNode;
  /** The one thing that helps. */
  readonly action?: ReactNode;
  /** Whether a screen reader says it at once. */
  readonly isAlert?: boolean;
}

/** What a page or a card says instead of its content. */
export function StateMessage({ icon, title, hint, action, isAlert = false }: StateMessageProps) {
  return (
    <div className="state" {...(isAlert ? { role: 'alert' } : {})}>
      <span className="state-icon" aria-hidden="true">
        {icon}
      </span>
      <Typography.Title level={2}>{title}</Typography.Title>
      {hint === undefined ? null : <p>{hint}</p>}
      {action}
    </div>
  );
}
