import type { Delivery } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { Fact, FactList } from '../../display/fact.js';
import { Opening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { SidePanel } from '../../display/side-panel.js';
import { Time } from '../../display/time.js';
import { useAction } from '../../display/use-action.js';
import { isEventType, useEventTypeText } from '../../messages/event-types.js';
import { useWebhookText } from '../../messages/webhook.js';
import { useFilters } from '../../router/use-filters.js';
import { AttemptText } from './attempt-text.js';
import { DeliveryState } from './delivery-state.js';

/** One delivery at `?delivery=…`: what was sent, and what the receiver did with it. */
export function DeliveryDrawer({ webhookId }: { readonly webhookId: string }) {
  const [{ delivery }, setFilters] = useFilters();
  return (
    <Opening of={delivery} onClose={() => setFilters({ delivery: undefined })}>
      {(deliveryId) => <DeliveryPanel webhookId={webhookId} deliveryId={deliveryId} />}
    </Opening>
  );
}

interface DeliveryPanelProps {
  readonly webhookId: string;
  readonly deliveryId: string;
}

function DeliveryPanel({ webhookId, deliveryId }: DeliveryPanelProps) {
  const text = useWebhookText();
  const types = useEventTypeText();
  const query = useQuery({
    queryKey: ['webhooks', webhookId, 'delivery', deliveryId],
    queryFn: ({ signal }) => hub.webhooks.getDelivery({ webhookId, deliveryId }, { signal }),
    refetchInterval: 5_000,
  });
  const replay = useAction({
    run: () => hub.webhooks.replayDelivery({ webhookId, deliveryId }),
    done: () => text('delivery-replayed'),
    changes: [['webhooks']],
  });
  const { data } = query;
  const title = data !== undefined && isEventType(data.type) ? types(`type-${data.type}`) : text('delivery-title');
  return (
    <SidePanel
      title={title}
      size={640}
      extra={
        data?.body === null || data === undefined ? null : (
          <Button type="primary" loading={replay.isPending} onClick={() => replay.mutate()}>
            {text('delivery-replay')}
          </Button>
        )
      }
    >
      <QueryView query={query} rows={8}>
        {(delivery) => <DeliveryDetail {...delivery} />}
      </QueryView>
    </SidePanel>
  );
}

function DeliveryDetail(delivery: Delivery) {
  const text = useWebhookText();
  const { eventId, type, appId, authAppId, createdAt, endedAt, dueAt, log, body } = delivery;
  return (
    <div className="delivery">
      <FactList>
        <Fact name={text('column-state')}>
          <DeliveryState {...delivery} />
        </Fact>
        <Fact name={text('column-event')}>
          <span className="code">{type}</span>
        </Fact>
        <Fact name={text('delivery-event')}>
          <Copyable value={eventId} />
        </Fact>
        {appId === null || authAppId === null ? null : (
          <Fact name={text('delivery-merchant')}>
            <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }} className="code">
              {authAppId}
            </Link>
          </Fact>
        )}
        <Fact name={text('delivery-created')}>
          <Time at={createdAt} show="second" />
        </Fact>
        {endedAt === null ? null : (
          <Fact name={text('delivery-ended')}>
            <Time at={endedAt} show="second" />
          </Fact>
        )}
        {dueAt === null ? null : (
          <Fact name={text('delivery-next')}>
            <Time at={dueAt} show="second" />
          </Fact>
        )}
      </FactList>
      <h3>{text('delivery-log')}</h3>
      {log.length === 0 ? <p className="webhook-note">{text('delivery-log-empty')}</p> : <AttemptLog log={log} />}
      <h3>{text('delivery-body')}</h3>
      <p className="webhook-note">{body === null ? text('delivery-body-erased') : text('delivery-body-hint')}</p>
      {body === null ? null : <pre className="delivery-body">{JSON.stringify(body, null, 2)}</pre>}
    </div>
  );
}

function AttemptLog({ log }: Pick<Delivery, 'log'>) {
  const text = useWebhookText();
  return (
    <ol className="attempts" aria-label={text('delivery-log')}>
      {log.toReversed().map((attempt) => (
        <li key={`${attempt.at} ${attempt.duration}`}>
          <Time at={attempt.at} show="second" />
          <span>
            <AttemptText {...attempt} />
          </span>
          <span className="attempt-duration">{text('attempt-ms', { count: attempt.duration })}</span>
        </li>
      ))}
    </ol>
  );
}
