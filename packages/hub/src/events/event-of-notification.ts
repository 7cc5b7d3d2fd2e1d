import { createHash } from 'node:crypto';
import type { VaultNotificationContext } from '@lingpai/vault';
import type { ForeignNotification } from '../context/hub-module.js';
import type { NewEvent } from './hub-event.js';

const types = {
  trade: 'trade.updated',
  'service-order': 'order.updated',
  other: 'notification.received',
} as const satisfies Readonly<Record<ForeignNotification['kind'], NewEvent['type']>>;

/** Names of fields that can be used in the merchant's name: they leave the hub through no webhook. */
const secretName = /app_auth_code|app_auth_token|app_refresh_token/;

/**
 * A notification as an event, with the authorization and the reference that it belongs to. Each delivery of a notification
 * makes the same id.
 *
 * @param now milliseconds since 1970
 */
export function eventOfNotification(
  foreign: ForeignNotification,
  { authorization, reference, fields }: Pick<VaultNotificationContext, 'authorization' | 'reference' | 'fields'>,
  now: number,
): NewEvent {
  const { kind, notification } = foreign;
  const { sign: _, ...signed } = fields;
  const named = kind === 'other' ? null : (notification as { readonly authAppId?: string | undefined }).authAppId;
  const details = kind === 'other' ? { ...notification, fields: withoutSecrets(signed) } : notification;
  return {
    id: `notification-${digest([kind, notification.appId, notification.notifyId ?? signed])}`,
    type: types[kind],
    appId: notification.appId,
    authAppId: authorization?.authAppId ?? named ?? null,
    reference: reference ?? null,
    at: now,
    data: {
      notification: details,
      authorization:
        authorization === undefined
          ? null
          : { authAppId: authorization.authAppId, userId: authorization.userId, state: authorization.state },
    },
  };
}

const digest = (parts: readonly unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 48);

/** @returns `null` when a field could be used in the merchant's name */
function withoutSecrets(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  return secretName.test(JSON.stringify(fields)) ? null : fields;
}
