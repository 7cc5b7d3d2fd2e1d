import type { ServedRequest } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { Badge, type TableProps } from 'antd';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { EmptyState } from '../../display/empty-state.js';
import { Time } from '../../display/time.js';
import { useDevelopersText } from '../../messages/developers.js';
import { useFilters } from '../../router/use-filters.js';
import { CursorTable } from '../../table/cursor-table.js';
import { RequestFilters } from './request-filters.js';

const pageSize = 50;
/** The last characters of a trace id; Alipay's begin with host and time, which are much the same. */
const shownLength = 12;
/** New requests appear without a reload. */
const refetchInterval = 5_000;

/** What programs have called, newest first; nothing of a body. */
export function RequestLog({ appId }: { readonly appId: string | undefined }) {
  const text = useDevelopersText();
  const columns = useRequestColumns();
  const [{ authAppId, alipayCode, failed }] = useFilters();
  const filter = {
    ...(appId === undefined ? {} : { appId }),
    ...(authAppId === undefined ? {} : { authAppId }),
    ...(alipayCode === undefined ? {} : { alipayCode }),
    ...(failed === 'true' || failed === 'false' ? { failed: failed === 'true' } : {}),
  };
  const isFiltered = [authAppId, alipayCode, failed].some((value) => value !== undefined);
  return (
    <div className="request-log">
      <h2 className="section-title">{text('log-title')}</h2>
      <RequestFilters isFiltered={isFiltered} />
      <CursorTable<ServedRequest>
        name={text('log-title')}
        queryKey={['requests', appId ?? null, 'log', filter]}
        read={async ({ cursor, signal }) => {
          const { requests, next } = await hub.requests.list({ ...filter, cursor, limit: pageSize }, { signal });
          return { rows: requests, next };
        }}
        rowKey="id"
        columns={columns}
        refetchInterval={refetchInterval}
        empty={
          isFiltered ? (
            <EmptyState title={text('log-empty-filtered')} />
          ) : (
            <EmptyState title={text('log-empty')} hint={text('log-empty-hint')} />
          )
        }
      />
    </div>
  );
}

function useRequestColumns(): NonNullable<TableProps<ServedRequest>['columns']> {
  const text = useDevelopersText();
  return [
    { title: text('log-at'), render: (_, { at }) => <Time at={at} show="second" /> },
    { title: text('log-method'), render: (_, { method }) => <span className="code">{method}</span> },
    {
      title: text('log-path'),
      render: (_, { route, alipayCall }) => (
        <span className="code" title={route}>
          {alipayCall ?? route.replace('/v1/apps/:appId/', '…/')}
        </span>
      ),
    },
    {
      title: text('log-status'),
      render: (_, { status, alipayCode, problem }) => (
        <Badge
          status={status < 400 ? 'success' : 'error'}
          text={[status, alipayCode ?? problem].filter(Boolean).join(' · ')}
        />
      ),
    },
    { title: text('log-duration'), render: (_, { duration }) => text('log-ms', { count: duration }) },
    {
      title: text('log-merchant'),
      render: (_, { appId, authAppId }) =>
        appId === null || authAppId === null ? null : (
          <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }}>
            {authAppId}
          </Link>
        ),
    },
    {
      title: text('log-trace'),
      render: (_, { alipayTraceId, traceId }) => {
        const id = alipayTraceId ?? traceId;
        return <Copyable value={id} shown={`…${id.slice(-shownLength)}`} />;
      },
    },
  ];
}
