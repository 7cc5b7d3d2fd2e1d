import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ProblemState } from './problem-state.js';

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** Lines of the skeleton: about as high as the content. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** Shows what a query read; before, a skeleton; else, why it could not be read. */
export function QueryView<Data>({ query, rows = 4, children }: QueryViewProps<Data>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error !== null) return <ProblemState error={error} reset={() => void refetch()} />;
  return (
    <div className="query-view-loading">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
