import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { Page } from '../../display/page.js';
import { QueryView } from '../../display/query-view.js';
import { RelativeTime } from '../../display/relative-time.js';
import { RequireScope } from '../../display/require-scope.js';
import { TextWith } from '../../display/text-with.js';
import { useWebhookText } from '../../messages/webhook.js';
import { healthOf } from '../webhooks/webhook-health.js';
import { DeliveryDrawer } from './delivery-drawer.js';
import { DeliveryList } from './delivery-list.js';
import { WebhookActions } from './webhook-actions.js';
import { WebhookFacts } from './webhook-facts.js';
import { webhookQuery } from './webhook-queries.js';
import './webhook-page.css';

export function WebhookPage() {
  const { id = '' } = useParams({ strict: false });
  return (
    <RequireScope anyOf={['webhooks']}>
      <Detail key={id} id={id} />
    </RequireScope>
  );
}

function Detail({ id }: { readonly id: string }) {
  const text = useWebhookText();
  const query = useQuery(webhookQuery(id));
  const { data: webhook } = query;
  const title = webhook === undefined ? id : webhook.name || new URL(webhook.url).host;
  return (
    <Page
      title={title}
      lead={<Link to="/webhooks">{text('back')}</Link>}
      actions={webhook === undefined ? undefined : <WebhookActions webhook={webhook} title={title} />}
    >
      <QueryView query={query} rows={10}>
        {(found) => (
          <>
            <HealthBanner {...found} />
            <div className="webhook">
              <WebhookFacts webhook={found} />
              <DeliveryList webhookId={id} />
            </div>
            <DeliveryDrawer webhookId={id} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function HealthBanner(webhook: Parameters<typeof healthOf>[0]) {
  const text = useWebhookText();
  const { failures, pausedUntil } = webhook;
  const health = healthOf(webhook);
  if (health === 'disabled') return <Alert type="info" showIcon title={text('disabled-title')} />;
  if (health !== 'paused' || pausedUntil === null) return null;
  const when = <RelativeTime at={pausedUntil} />;
  return (
    <Alert
      type="error"
      showIcon
      title={text('paused-title', { count: failures })}
      description={<TextWith text={text('paused-hint', { when: '{}' })} part={when} />}
    />
  );
}
