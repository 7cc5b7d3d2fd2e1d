import type { ServiceOrderNotification, TradeNotification } from '@lingpai/alipay';
import type { NotificationContext, OtherNotification } from '@lingpai/alipay/handler';
import { checkFunction, checkMembers, checkNumber, type OptionNames } from '../options/check-options.js';
import type { Authorization } from '../reading/authorization.js';
import type { CallbackResult } from '../redemption/receive-callback.js';
import type { NotificationDelivery } from './delivery-observer.js';

/** What a handler of `vault.handler` gets in addition to the notification. */
export interface VaultNotificationContext extends NotificationContext {
  /**
   * The authorization that the notification belongs to: that of its merchant application, or the one that a service order was
   * matched with. `undefined` when the vault knows of none.
   */
  readonly authorization: Authorization | undefined;
  /** The reference of the authorization. */
  readonly reference: string | undefined;
}

/** Handles one kind of notification. Alipay is told `success` when it resolves, and `fail` when it rejects. */
export type VaultNotificationHandler<Notification> = (
  notification: Notification,
  context: VaultNotificationContext,
) => void | Promise<void>;

/** Handlers for what the vault does not handle itself. What has no handler goes to `other`. */
export interface VaultNotificationHandlers {
  /** A trade was created, paid, refunded or closed (`trade_status_sync`). */
  readonly tradeStatus?: VaultNotificationHandler<TradeNotification> | undefined;
  /** A merchant ordered a service in the service market (`servicemarket_order_notify`). */
  readonly serviceOrder?: VaultNotificationHandler<ServiceOrderNotification> | undefined;
  /** Every other notification, and those of the kinds above without a handler. */
  readonly other?: VaultNotificationHandler<OtherNotification> | undefined;
}

/** The request of a merchant's browser that came back from Alipay. */
export interface CallbackContext {
  readonly appId: string;
  readonly request: Request;
}

/** What `vault.handler` takes. */
export interface VaultHandlerOptions {
  /** The path in front of `/callback/:appId` and `/notify/:appId`, such as `/alipay`; none by default. */
  readonly basePath?: string | undefined;
  /** Handlers for trades, service orders and other notifications. */
  readonly on?: VaultNotificationHandlers | undefined;
  /**
   * Whether a notification for `on` has been handled before: `true` tells Alipay `success` without calling the handler.
   * Store the id together with the effect, in the handler. The vault recognises its own notifications without it.
   */
  readonly seen?: ((notifyId: string, appId: string) => boolean | Promise<boolean>) | undefined;
  /**
   * Decides what the merchant's browser gets, for example a redirect to your own page. Without it, or when it resolves with
   * `undefined` or rejects, the browser gets a small page in Chinese and English.
   */
  readonly onCallback?:
    | ((result: CallbackResult, context: CallbackContext) => Response | undefined | Promise<Response | undefined>)
    | undefined;
  /** Called once with what became of each delivery of a notification, for a log or for counting. Alipay does not wait for it. */
  readonly onDelivery?: ((delivery: NotificationDelivery) => void) | undefined;
  /** Milliseconds after which Alipay is told `fail`; 5,000 by default. */
  readonly timeout?: number | undefined;
  /** The largest body of a notification in bytes; 65,536 by default, at most 1,048,576. */
  readonly bodyLimit?: number | undefined;
}

const optionNames: OptionNames<VaultHandlerOptions> = {
  basePath: true,
  on: true,
  seen: true,
  onCallback: true,
  onDelivery: true,
  timeout: true,
  bodyLimit: true,
};

const handlerNames: OptionNames<VaultNotificationHandlers> = { tradeStatus: true, serviceOrder: true, other: true };

/** @throws TypeError naming the option that is wrong */
export function checkHandlerOptions(options: VaultHandlerOptions): VaultHandlerOptions {
  checkMembers<VaultHandlerOptions>(options, '', optionNames);
  const { basePath = '', on = {}, seen, onCallback, onDelivery, timeout, bodyLimit } = options;
  if (typeof basePath !== 'string' || !/^(?:\/[\w.~-]+)*$/.test(basePath)) {
    throw new TypeError('basePath: expected a path such as "/alipay", without a slash at its end');
  }
  checkMembers<VaultNotificationHandlers>(on, 'on', handlerNames);
  for (const [name, handler] of Object.entries(on)) checkFunction(handler, `on.${name}`);
  checkFunction(seen, 'seen');
  checkFunction(onCallback, 'onCallback');
  checkFunction(onDelivery, 'onDelivery');
  if (timeout !== undefined) checkNumber(timeout, 'timeout', 1, 2 ** 31 - 1);
  if (bodyLimit !== undefined) checkNumber(bodyLimit, 'bodyLimit', 1, 1_048_576);
  return Object.freeze({ ...options, basePath, on: Object.freeze({ ...on }) });
}
