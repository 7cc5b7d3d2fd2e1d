/** Every type of event, and what it says. `docs/webhooks.md` has the same table, which a test compares. */
export const eventTypes = {
  'authorization.authorized': 'A merchant authorized for the first time',
  'authorization.reauthorized': 'A merchant authorized again',
  'authorization.rotated': 'The token pair was replaced',
  'authorization.cancelled': 'The merchant cancelled the authorization',
  'authorization.deactivated': 'We stopped using the authorization',
  'authorization.attention': 'Someone has to act; `data.reason` says what is wrong',
  'authorization.recovered': 'What needed attention no longer does',
  'authorization.ordered': 'The order at the service market became known',
  'authorization.deadline': 'The refresh token expires in `data.daysLeft` days, and could not be rotated',
  'application.attention': 'Calls of the whole application fail; `data.reason` says why',
  'application.recovered': 'Calls of the application work again',
  'trade.updated': 'Alipay notified about a trade: paid, refunded or closed',
  'order.updated': 'Alipay notified about an order at the service market',
  'notification.received': 'Alipay sent another notification',
  'link.created': 'A consent link was created',
  'link.opened': 'A merchant opened the page of a link',
  'link.authorized': 'A merchant authorized on a link: `data.authAppIds`',
  'link.declined': 'A merchant declined on a link; it can be opened again',
  'link.expired': 'The time of a link is over',
  'link.revoked': 'You revoked a link',
  'alert.opened': 'Something is wrong that people should know: `data.kind` and `data.severity`',
  'alert.resolved': 'It no longer is',
  'webhook.test': 'A test that you asked for',
  'webhook.dead': 'An event was not delivered to a receiver for three days, and is not tried any more',
  'webhook.paused': 'A receiver fails again and again; it is tried now and then until it works',
  'webhook.resumed': 'A receiver that was paused works again',
} as const satisfies Readonly<Record<string, string>>;

export type EventType = keyof typeof eventTypes;

export const eventTypeNames = Object.keys(eventTypes) as readonly EventType[];
