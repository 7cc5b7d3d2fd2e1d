import type { Link as Invitation } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { Button, Popconfirm, Select, type TableProps } from 'antd';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { RelativeTime } from '../../display/relative-time.js';
import { useAction } from '../../display/use-action.js';
import { useInviteText } from '../../messages/invite.js';
import { useFilters } from '../../router/use-filters.js';
import { useMay } from '../../session/session.js';
import { CursorTable } from '../../table/cursor-table.js';
import { InvitationState, isWaiting, linkStates } from './invitation-state.js';
import './invite-page.css';

/** The links of the application, newest first. */
export function InvitationList({ appId }: { readonly appId: string }) {
  const text = useInviteText();
  const mayRevoke = useMay('manage');
  const [filters, setFilters] = useFilters();
  const state = linkStates.find((one) => one === filters.state);
  const columns: TableProps<Invitation>['columns'] = [
    {
      key: 'reference',
      title: text('reference'),
      render: (_, { id, reference }) => (
        <Link to="." search={(before) => ({ ...before, link: id })}>
          {reference}
        </Link>
      ),
    },
    { key: 'state', title: text('state'), render: (_, invitation) => <InvitationState state={invitation.state} /> },
    { key: 'age', title: text('age'), render: (_, { createdAt }) => <RelativeTime at={createdAt} /> },
    { key: 'expires', title: text('expires'), render: (_, { expiresAt }) => <RelativeTime at={expiresAt} /> },
    {
      key: 'revoke',
      hidden: !mayRevoke,
      align: 'right',
      render: (_, invitation) => (isWaiting(invitation.state) ? <RevokeButton invitation={invitation} /> : null),
    },
  ];
  return (
    <>
      <div className="invitation-list-head">
        <h2 className="section-title">{text('list')}</h2>
        <Select
          aria-label={text('state')}
          style={{ minWidth: 160 }}
          value={state ?? ''}
          onChange={(value) => setFilters({ state: value })}
          options={[
            { value: '', label: text('any-state') },
            ...linkStates.map((value) => ({ value, label: text(`state-${value}`) })),
          ]}
        />
      </div>
      <CursorTable<Invitation>
        name={text('list')}
        queryKey={['links', 'list', appId, state ?? null]}
        read={async ({ cursor, signal }) => {
          const { links, next } = await hub.links.list({ appId, state, cursor }, { signal });
          return { rows: links, next };
        }}
        rowKey="id"
        columns={columns}
        empty={<EmptyState title={text('empty-title')} hint={text('empty-hint')} />}
      />
    </>
  );
}

function RevokeButton({ invitation: { appId, id } }: { readonly invitation: Invitation }) {
  const text = useInviteText();
  const revoke = useAction({
    run: () => hub.links.revoke({ appId, linkId: id }),
    done: () => text('revoked'),
    changes: [['links']],
  });
  return (
    <Popconfirm
      title={text('revoke-sure')}
      okText={text('revoke')}
      cancelText={text('cancel')}
      onConfirm={() => revoke.mutate()}
    >
      <Button size="small" loading={revoke.isPending}>
        {text('revoke')}
      </Button>
    </Popconfirm>
  );
}
