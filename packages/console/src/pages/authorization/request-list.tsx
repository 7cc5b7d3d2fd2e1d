import type { ServedRequest } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge } from 'antd';
import { Copyable } from '../../display/copyable.js';
import { EmptyState } from '../../display/empty-state.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { DataTable } from '../../table/data-table.js';
import { type AuthorizationKey, requestsQuery } from './authorization-queries.js';

/** The last characters of a trace id: Alipay's begin much the same. */
const shownLength = 8;

/** Who read the token, and what was called for the merchant, with trace ids. */
export function RequestList(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const query = useQuery(requestsQuery(of));
  const all = (
    <Link to="/developers" search={{ app: of.appId, authAppId: of.authAppId }}>
      {text('see-all')}
    </Link>
  );
  return (
    <Section title={text('requests-title')} isFlush extra={all}>
      <QueryView query={query}>
        {({ requests }) => (
          <DataTable<ServedRequest>
            rowKey="id"
            dataSource={[...requests]}
            locale={{ emptyText: <EmptyState title={text('requests-empty')} /> }}
            columns={[
              { title: text('request-at'), render: (_, { at }) => <Time at={at} show="second" /> },
              {
                title: text('request-what'),
                render: (_, { method, route, alipayCall }) => (
                  <span className="code">{alipayCall ?? `${method} ${route.replace(/^.*:authAppId/, '…')}`}</span>
                ),
              },
              {
                title: text('request-status'),
                render: (_, { status, alipayCode, problem }) => (
                  <Badge
                    status={status < 400 ? 'success' : 'error'}
                    text={[status, alipayCode ?? problem].filter(Boolean).join(' · ')}
                  />
                ),
              },
              { title: text('request-duration'), render: (_, { duration }) => text('request-ms', { count: duration }) },
              {
                title: text('request-trace'),
                render: (_, { alipayTraceId, traceId }) => {
                  const id = alipayTraceId ?? traceId;
                  return <Copyable value={id} shown={`…${id.slice(-shownLength)}`} />;
                },
              },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}
