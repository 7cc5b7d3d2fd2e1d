import type { Activity } from '@lingpai/hub-client/types';
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
import { type AuthorizationKey, notificationsQuery } from './authorization-queries.js';

const verdicts = ['verified', 'duplicate', 'failed', 'refused'] as const;
const badges = { verified: 'success', duplicate: 'default', failed: 'warning', refused: 'error' } as const;

/** The notifications of Alipay about this merchant, with what became of them. */
export function NotificationList(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const query = useQuery(notificationsQuery(of));
  const all = (
    <Link to="/activity" search={{ app: of.appId, authAppId: of.authAppId, kind: 'notification' }}>
      {text('see-all')}
    </Link>
  );
  return (
    <Section title={text('notifications-title')} isFlush extra={all}>
      <QueryView query={query}>
        {({ activity }) => (
          <DataTable<Activity>
            rowKey="id"
            dataSource={[...activity]}
            locale={{ emptyText: <EmptyState title={text('notifications-empty')} /> }}
            columns={[
              { title: text('notification-at'), render: (_, { at }) => <Time at={at} show="second" /> },
              { title: text('notification-verdict'), render: (_, one) => <Verdict {...one} /> },
              {
                title: text('notification-type'),
                render: (_, { name }) => <span className="code">{name ?? '–'}</span>,
              },
              {
                title: text('notification-id'),
                render: (_, { notifyId }) => (notifyId === null ? '–' : <Copyable value={notifyId} />),
              },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

function Verdict({ verdict, reason }: Activity) {
  const text = useAuthorizationText();
  const known = verdicts.find((one) => one === verdict) ?? 'failed';
  const why = reason === null ? '' : ` · ${reason}`;
  return <Badge status={badges[known]} text={text(`verdict-${known}`) + why} />;
}
