import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TableProps } from 'antd';
import type { ReactNode } from 'react';
import { ProblemState } from '../display/problem-state.js';
import { CursorPager } from './cursor-pager.js';
import { DataTable } from './data-table.js';
import './cursor-table.css';

/** A page of a list of the hub. */
export interface CursorPage<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

interface CursorTableProps<Row> extends Omit<TableProps<Row>, 'dataSource' | 'loading' | 'pagination' | 'title'> {
  /** Names the list and its filters; the cursor is added. */
  readonly queryKey: QueryKey;
  /** Reads the page behind the cursor; at most 200 rows. */
  readonly read: (page: {
    readonly cursor: string | undefined;
    readonly signal: AbortSignal;
  }) => Promise<CursorPage<Row>>;
  /** Names the table for screen readers. */
  readonly name: string;
  /** Shown when there is no row. */
  readonly empty: ReactNode;
  /** Milliseconds after which the page is read again; never by default. */
  readonly refetchInterval?: number;
}

/** A list of the hub, page by page; the page is in the address. */
export function CursorTable<Row extends object>(props: CursorTableProps<Row>) {
  const { queryKey, read, name, empty, refetchInterval, ...table } = props;
  const { cursor } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: [...queryKey, cursor ?? null],
    queryFn: ({ signal }) => read({ cursor, signal }),
    placeholderData: keepPreviousData,
    ...(refetchInterval === undefined ? {} : { refetchInterval }),
  });
  if (error !== null && data === undefined) return <ProblemState error={error} reset={() => void refetch()} />;
  const goTo = (page: string | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, cursor: page }) });
  return (
    <section aria-label={name} className="cursor-table">
      <DataTable<Row>
        {...table}
        dataSource={[...(data?.rows ?? [])]}
        loading={isPending || isPlaceholderData}
        locale={{ emptyText: isPending ? <div className="cursor-table-space" /> : empty }}
      />
      <CursorPager count={data?.rows.length ?? 0} cursor={cursor} next={data?.next ?? null} onGo={goTo} />
    </section>
  );
}
