import { PlusOutlined } from '@ant-design/icons';
import type { Webhook } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { Button, Tooltip } from 'antd';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { Time } from '../../display/time.js';
import { isEventType, useEventTypeText } from '../../messages/event-types.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import { useFilters } from '../../router/use-filters.js';
import { useMay } from '../../session/session.js';
import { CursorTable } from '../../table/cursor-table.js';
import { AddWebhook } from './add-webhook.js';
import { WebhookHealth } from './webhook-health.js';
import { WebhookScope } from './webhook-scope.js';
import './webhooks-page.css';

export function WebhooksPage() {
  const text = useWebhooksText();
  const [, setFilters] = useFilters();
  const mayAdd = useMay('webhooks');
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setFilters({ dialog: 'add' })}>
      {text('add')}
    </Button>
  );
  return (
    <Page title={text('title')} lead={text('lead')} actions={mayAdd ? add : undefined}>
      <RequireScope anyOf={['webhooks']}>
        <WebhookList />
        <AddWebhook />
      </RequireScope>
    </Page>
  );
}

function WebhookList() {
  const text = useWebhooksText();
  return (
    <CursorTable<Webhook>
      name={text('title')}
      queryKey={['webhooks', 'list']}
      read={async ({ cursor, signal }) => {
        const { webhooks: rows, next } = await hub.webhooks.list({ cursor }, { signal });
        return { rows, next };
      }}
      rowKey="id"
      refetchInterval={15_000}
      empty={<EmptyState title={text('empty-title')} hint={text('empty-hint')} />}
      columns={[
        { key: 'receiver', title: text('column-receiver'), render: (_, one) => <Receiver {...one} /> },
        {
          key: 'health',
          title: text('column-health'),
          responsive: ['md'],
          render: (_, one) => <WebhookHealth {...one} />,
        },
        {
          key: 'scope',
          title: text('column-scope'),
          responsive: ['md'],
          render: (_, one) => <WebhookScope {...one} />,
        },
        { key: 'events', title: text('column-events'), render: (_, { types }) => <EventTypes types={types} /> },
        {
          key: 'created',
          title: text('column-created'),
          responsive: ['xl'],
          render: (_, { createdAt }) => <Time at={createdAt} show="date" />,
        },
      ]}
    />
  );
}

function Receiver(webhook: Webhook) {
  const { id, name, url } = webhook;
  return (
    <>
      <Link to="/webhooks/$id" params={{ id }} className="webhook-name">
        {name || new URL(url).host}
      </Link>
      <div className="webhook-url">{url}</div>
      <div className="webhook-health-narrow">
        <WebhookHealth {...webhook} />
      </div>
    </>
  );
}

function EventTypes({ types }: Pick<Webhook, 'types'>) {
  const text = useWebhooksText();
  const typeText = useEventTypeText();
  if (types === null) return text('events-all');
  const names = types.map((type) => (isEventType(type) ? typeText(`type-${type}`) : type));
  return (
    <Tooltip title={names.join(' · ')}>
      <span>{text('events-count', { count: types.length })}</span>
    </Tooltip>
  );
}
