import type { Delivery } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { RelativeTime } from '../../display/relative-time.js';
import { TextWith } from '../../display/text-with.js';
import { Time } from '../../display/time.js';
import { isEventType, useEventTypeText } from '../../messages/event-types.js';
import { useWebhookText } from '../../messages/webhook.js';
import { useFilters } from '../../router/use-filters.js';
import { CursorTable } from '../../table/cursor-table.js';
import { AttemptText } from './attempt-text.js';
import { DeliveryFilters } from './delivery-filters.js';
import { DeliveryState, deliveryStates } from './delivery-state.js';

/** What was sent to a receiver, or will be. */
export function DeliveryList({ webhookId }: { readonly webhookId: string }) {
  const text = useWebhookText();
  const [{ state: wanted, type, event: eventId }] = useFilters();
  const state = deliveryStates.find((one) => one === wanted);
  const isFiltered = [state, type, eventId].some((one) => one !== undefined);
  return (
    <div className="deliveries">
      <div className="deliveries-head">
        <h2>{text('deliveries-title')}</h2>
        <DeliveryFilters />
      </div>
      <CursorTable<Delivery>
        name={text('deliveries-title')}
        queryKey={['webhooks', webhookId, 'deliveries', state ?? null, type ?? null, eventId ?? null]}
        read={async ({ cursor, signal }) => {
          const filter = { state, type, eventId, cursor };
          const { deliveries: rows, next } = await hub.webhooks.deliveries({ webhookId, ...filter }, { signal });
          return { rows, next };
        }}
        rowKey="id"
        refetchInterval={5_000}
        empty={
          isFiltered ? (
            <EmptyState title={text('deliveries-empty-filtered')} />
          ) : (
            <EmptyState title={text('deliveries-empty')} hint={text('deliveries-empty-hint')} />
          )
        }
        columns={[
          { key: 'event', title: text('column-event'), render: (_, one) => <EventLink {...one} /> },
          { key: 'state', title: text('column-state'), render: (_, one) => <StateCell {...one} /> },
          { key: 'last', title: text('column-last'), render: (_, one) => <LastAttempt {...one} /> },
          {
            key: 'attempts',
            title: text('column-attempts'),
            align: 'right',
            dataIndex: 'attempts',
            responsive: ['sm'],
          },
          {
            key: 'created',
            title: text('column-created'),
            responsive: ['sm'],
            render: (_, { createdAt }) => <Time at={createdAt} show="second" />,
          },
        ]}
      />
    </div>
  );
}

function EventLink({ id, type }: Delivery) {
  const text = useEventTypeText();
  return (
    <>
      <Link to="." search={(before) => ({ ...before, delivery: id })} className="delivery-name">
        {isEventType(type) ? text(`type-${type}`) : type}
      </Link>
      <div className="webhook-note code">{type}</div>
    </>
  );
}

function StateCell(delivery: Delivery) {
  const text = useWebhookText();
  const { attempts, dueAt } = delivery;
  return (
    <>
      <DeliveryState {...delivery} />
      {dueAt === null || attempts === 0 ? null : (
        <div className="webhook-note">
          {dueAt <= Date.now() ? (
            text('next-due')
          ) : (
            <TextWith text={text('next-attempt', { when: '{}' })} part={<RelativeTime at={dueAt} />} />
          )}
        </div>
      )}
    </>
  );
}

function LastAttempt({ log }: Delivery) {
  const last = log.at(-1);
  return last === undefined ? '–' : <AttemptText {...last} />;
}
