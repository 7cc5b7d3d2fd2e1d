import { AlipayNotificationError } from '../errors/alipay-notification-error.js';
import type { NotificationFields } from './notification-fields.js';
import { type JsonObject, numberAt, objectAt, readJsonObject, textAt } from './read-json.js';

/**
 * A merchant authorized the application. The notification holds the token pair itself, so it repairs a redemption whose
 * response was lost.
 */
export interface AuthorizationNotification {
  /** The same for every delivery of one notification. */
  readonly notifyId: string;
  /** The application that was authorized. */
  readonly appId: string;
  /** The merchant application that the authorization is for. */
  readonly authAppId: string;
  /** The merchant's account, 16 digits. */
  readonly userId: string | undefined;
  readonly appAuthCode: string | undefined;
  readonly appAuthToken: string | undefined;
  readonly appRefreshToken: string | undefined;
  /** Seconds. Officially without meaning: the token does not expire then. */
  readonly expiresIn: number | undefined;
  /** Seconds for which the refresh token can be used. */
  readonly reExpiresIn: number | undefined;
  /** When the merchant consented, in milliseconds since 1970. Of two notifications, the one with the later time counts. */
  readonly authTime: number | undefined;
  /** What led to the authorization, e.g. `appstore`. */
  readonly trigger: string | undefined;
  /** The order at Alipay's service market, when `trigger` is `appstore`. */
  readonly outBizNo: string | undefined;
}

/** A merchant cancelled an authorization. Alipay does not document which of the last three fields it sends: match by any. */
export interface CancellationNotification {
  /** The same for every delivery of one notification. */
  readonly notifyId: string;
  /** The application whose authorization ended. */
  readonly appId: string;
  /** When Alipay sent it, in milliseconds since 1970. */
  readonly sentAt: number | undefined;
  readonly authAppId: string | undefined;
  readonly userId: string | undefined;
  /** The token that ended; one old sample calls it `order_id`. */
  readonly appAuthToken: string | undefined;
}

/**
 * Reads an authorization notification (`open_app_auth_notify`). Verify it first.
 *
 * @returns `undefined` when it is another kind of notification
 * @throws AlipayNotificationError `malformed` when it lacks a field that every such notification has
 */
export function readAuthorizationNotification(fields: NotificationFields): AuthorizationNotification | undefined {
  if (textAt(fields, 'notify_type') !== 'open_app_auth_notify') return undefined;
  const content = readJsonObject(textAt(fields, 'biz_content'), 'biz_content');
  const detail = objectAt(content, 'detail') ?? {};
  const context = objectAt(content, 'notify_context') ?? {};
  return {
    notifyId: required(fields, ['notify_id']),
    appId: textAt(detail, 'app_id') ?? required(fields, ['app_id']),
    authAppId: textAt(detail, 'auth_app_id') ?? required(fields, ['auth_app_id']),
    userId: textAt(detail, 'user_id'),
    appAuthCode: textAt(detail, 'app_auth_code'),
    appAuthToken: textAt(detail, 'app_auth_token'),
    appRefreshToken: textAt(detail, 'app_refresh_token'),
    expiresIn: numberAt(detail, 'expires_in'),
    reExpiresIn: numberAt(detail, 're_expires_in'),
    authTime: numberAt(detail, 'auth_time'),
    trigger: textAt(context, 'trigger'),
    outBizNo: textAt(objectAt(context, 'trigger_context') ?? {}, 'out_biz_no'),
  };
}

/**
 * Reads the notification of a cancelled authorization (`alipay.open.auth.appauth.cancelled`). Verify it first.
 *
 * @returns `undefined` when it is another kind of notification
 * @throws AlipayNotificationError `malformed` when it lacks a field that every such notification has
 */
export function readCancellationNotification(fields: NotificationFields): CancellationNotification | undefined {
  const method = textAt(fields, 'msg_method') ?? textAt(fields, 'msg_key');
  if (method !== 'alipay.open.auth.appauth.cancelled') return undefined;
  const content = readJsonObject(textAt(fields, 'biz_content'), 'biz_content');
  return {
    notifyId: required(fields, ['notify_id', 'msg_id']),
    appId: textAt(content, 'app_id') ?? required(fields, ['app_id']),
    sentAt: numberAt(fields, 'utc_timestamp'),
    authAppId: textAt(content, 'auth_app_id'),
    userId: textAt(content, 'user_id'),
    appAuthToken: textAt(content, 'app_auth_token') ?? textAt(content, 'order_id'),
  };
}

function required(fields: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = textAt(fields, name);
    if (value !== undefined) return value;
  }
  throw new AlipayNotificationError(`${names[0]}: the notification lacks this field`, 'malformed');
}
