import { InboxOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { StateMessage } from './state-message.js';

interface EmptyStateProps {
  /** What there is none of. */
  readonly title: string;
  /** How to get some. */
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
}

export const EmptyState = (props: EmptyStateProps) => <StateMessage icon={<InboxOutlined />} {...props} />;
