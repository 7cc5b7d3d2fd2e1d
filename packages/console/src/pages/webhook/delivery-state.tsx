import type { Delivery } from '@lingpai/hub-client/types';
import { Badge } from 'antd';
import { useWebhookText } from '../../messages/webhook.js';

const badges = { pending: 'processing', delivered: 'success', dead: 'error' } as const;

export const deliveryStates = ['pending', 'delivered', 'dead'] as const;

/** What became of a delivery; one that failed and waits is not merely on its way. */
export function DeliveryState({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>) {
  const text = useWebhookText();
  const badge = state === 'pending' && attempts > 0 ? 'warning' : badges[state];
  return <Badge status={badge} text={text(`state-${state}`)} />;
}
