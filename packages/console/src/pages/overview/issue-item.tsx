import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';

export interface Issue {
  readonly key: string;
  /** `urgent`: something does not work. `soon`: it will not. */
  readonly level: 'urgent' | 'soon';
  readonly title: ReactNode;
  readonly hint: string;
  /** The one button that helps. */
  readonly help?: ReactNode;
}

export function IssueItem({ level, title, hint, help }: Issue) {
  const Icon = level === 'urgent' ? ExclamationCircleFilled : WarningFilled;
  return (
    <li className="issue">
      <Icon className={`issue-icon issue-icon-${level}`} aria-hidden />
      <div className="issue-text">
        <strong>{title}</strong>
        <span>{hint}</span>
      </div>
      {help === undefined ? null : <div className="issue-help">{help}</div>}
    </li>
  );
}
