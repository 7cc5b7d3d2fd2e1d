import type { Authorization } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { type TableProps, Typography } from 'antd';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { EmptyState } from '../../display/empty-state.js';
import { RelativeTime } from '../../display/relative-time.js';
import { useUnassignedText } from '../../messages/unassigned.js';
import { useMay } from '../../session/session.js';
import { CursorTable } from '../../table/cursor-table.js';
import { AssignForm } from './assign-form.js';

/** Authorizations without a reference, each with a field for it. */
export function UnassignedList({ appId }: { readonly appId: string }) {
  const text = useUnassignedText();
  const mayAssign = useMay('manage');
  const columns: TableProps<Authorization>['columns'] = [
    {
      key: 'merchant',
      title: text('merchant'),
      render: (_, { authAppId }) => (
        <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }} className="code">
          {authAppId}
        </Link>
      ),
    },
    {
      key: 'reference',
      title: text('reference'),
      hidden: !mayAssign,
      render: (_, authorization) => <AssignForm authorization={authorization} />,
    },
    {
      key: 'order',
      title: text('order'),
      render: (_, authorization) => <OrderNumber authorization={authorization} />,
    },
    { key: 'origin', title: text('origin'), render: (_, { trigger }) => trigger ?? text('origin-unknown') },
    {
      key: 'account',
      title: text('account'),
      render: (_, { userId }) => (userId === null ? '–' : <Copyable value={userId} />),
    },
    { key: 'authorized', title: text('authorized'), render: (_, { createdAt }) => <RelativeTime at={createdAt} /> },
  ];
  const empty = (
    <EmptyState
      title={text('empty-title')}
      hint={text('empty-hint')}
      action={<Link to="/invite">{text('empty-action')}</Link>}
    />
  );
  return (
    <>
      {mayAssign ? <Typography.Text type="secondary">{text('keyboard')}</Typography.Text> : null}
      <CursorTable<Authorization>
        name={text('table')}
        queryKey={['authorizations', 'unassigned', appId]}
        read={async ({ cursor, signal }) => {
          const page = await hub.authorizations.list({ appId, unassigned: true, cursor }, { signal });
          return { rows: page.authorizations, next: page.next };
        }}
        rowKey="authAppId"
        columns={columns}
        empty={empty}
      />
    </>
  );
}

function OrderNumber({ authorization: { order, outBizNo } }: { readonly authorization: Authorization }) {
  const number = order?.orderId ?? outBizNo;
  if (number === null || number === undefined) return '–';
  return (
    <>
      <Copyable value={number} />
      {order?.isvTicket ? <div className="code">{order.isvTicket}</div> : null}
    </>
  );
}
