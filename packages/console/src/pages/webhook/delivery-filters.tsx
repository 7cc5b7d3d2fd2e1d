import { Input, Segmented, Select } from 'antd';
import { eventGroups, useEventTypeText } from '../../messages/event-types.js';
import { useWebhookText } from '../../messages/webhook.js';
import { useFilters } from '../../router/use-filters.js';
import { deliveryStates } from './delivery-state.js';

const groups = Object.keys(eventGroups) as (keyof typeof eventGroups)[];

/** The filters of the deliveries, which are in the address. */
export function DeliveryFilters() {
  const text = useWebhookText();
  const types = useEventTypeText();
  const [{ state = 'all', type, event }, setFilters] = useFilters();
  const options = groups.map((group) => ({
    label: types(`group-${group}`),
    options: eventGroups[group].map((value) => ({ value: value as string, label: types(`type-${value}`) })),
  }));
  return (
    <div className="filters delivery-filters">
      <Segmented
        aria-label={text('filter-state')}
        value={state}
        onChange={(value) => setFilters({ state: value === 'all' ? undefined : value })}
        options={(['all', ...deliveryStates] as const).map((value) => ({ value, label: text(`state-${value}`) }))}
      />
      <Select
        className="delivery-type"
        aria-label={text('filter-type-name')}
        allowClear
        placeholder={text('filter-type')}
        value={type ?? null}
        onChange={(value) => setFilters({ type: value ?? undefined })}
        popupMatchSelectWidth={false}
        options={[
          ...options,
          {
            label: types('type-webhook.test'),
            options: [{ value: 'webhook.test', label: types('type-webhook.test') }],
          },
        ]}
      />
      <Input
        key={`event ${event}`}
        className="delivery-event"
        allowClear
        defaultValue={event}
        placeholder={text('filter-event')}
        aria-label={text('filter-event')}
        onPressEnter={({ currentTarget }) => setFilters({ event: currentTarget.value.trim() || undefined })}
        onClear={() => setFilters({ event: undefined })}
      />
    </div>
  );
}
