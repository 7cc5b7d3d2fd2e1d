import type { WebhooksCreateParameters } from '@lingpai/hub-client/types';
import { textIn } from '../language/text-in.js';
import { eventTypes as en } from './en/event-types.js';
import { eventTypes as zh } from './zh/event-types.js';

export const useEventTypeText = textIn({ en, zh });

export type EventType = NonNullable<WebhooksCreateParameters['types']>[number];

const isKnown: Readonly<Record<`type-${EventType}`, string>> = en;

export const isEventType = (type: string): type is EventType => Object.hasOwn(isKnown, `type-${type}`);

/** The types that a receiver can choose, by what they are about; a test reaches every receiver. */
export const eventGroups = {
  authorization: [
    'authorization.authorized',
    'authorization.reauthorized',
    'authorization.rotated',
    'authorization.cancelled',
    'authorization.deactivated',
    'authorization.attention',
    'authorization.recovered',
    'authorization.deadline',
    'authorization.ordered',
  ],
  notification: ['trade.updated', 'order.updated', 'notification.received'],
  link: ['link.created', 'link.opened', 'link.authorized', 'link.declined', 'link.expired', 'link.revoked'],
  operation: [
    'application.attention',
    'application.recovered',
    'webhook.paused',
    'webhook.resumed',
    'webhook.dead',
    'alert.opened',
    'alert.resolved',
  ],
} as const satisfies Readonly<Record<string, readonly EventType[]>>;
