import type {
  AlipayClient,
  AuthorizationNotification,
  CancellationNotification,
  NotificationFields,
  NotificationOptions,
  NotificationRule,
  ServiceOrderNotification,
  TradeNotification,
} from '../index.js';

/** What a handler gets besides the notification. */
export interface NotificationContext {
  /** The verified fields, by their names on the wire. */
  readonly fields: NotificationFields;
  /** The rule under which the signature holds. */
  readonly rule: NotificationRule;
  /** Aborted when the time limit is over: Alipay has been told `fail` and delivers again. */
  readonly signal: AbortSignal;
}

/** Handles one kind of notification. Alipay is told `success` when it resolves, and `fail` when it rejects. */
export type NotificationHandler<Notification> = (
  notification: Notification,
  context: NotificationContext,
) => void | Promise<void>;

/** A notification without a type of its own. */
export interface OtherNotification {
  /** The same for every delivery of one notification. */
  readonly notifyId: string | undefined;
  readonly appId: string;
  /** `msg_method` or `notify_type`, as it is on the wire. */
  readonly type: string | undefined;
}

/** A handler for each kind of notification. What has no handler goes to `other`. */
export interface NotificationHandlers {
  /** A merchant authorized the application (`open_app_auth_notify`). */
  readonly authorized?: NotificationHandler<AuthorizationNotification> | undefined;
  /** A merchant cancelled the authorization (`alipay.open.auth.appauth.cancelled`). */
  readonly cancelled?: NotificationHandler<CancellationNotification> | undefined;
  /** A trade was created, paid, refunded or closed (`trade_status_sync`). */
  readonly tradeStatus?: NotificationHandler<TradeNotification> | undefined;
  /** A merchant ordered a service in the service market (`servicemarket_order_notify`). */
  readonly serviceOrder?: NotificationHandler<ServiceOrderNotification> | undefined;
  /** Every other notification, and those of the kinds above without a handler. */
  readonly other?: NotificationHandler<OtherNotification> | undefined;
}

/** Why a request was not told `success`. */
export type HandlerProblemReason =
  /** Another method than POST. */
  | 'method'
  /** The body is no form, or not one that Alipay sends. */
  | 'malformed'
  /** Something in front of the handler has read the body, so that its bytes are lost. */
  | 'body-consumed'
  | 'too-large'
  /** `app_id` is none of the configured applications. */
  | 'foreign-application'
  /** No, or a wrong, signature. */
  | 'unverified'
  /** Genuine, and neither its kind nor `other` has a handler. */
  | 'unhandled'
  /** The handler, or `seen`, rejected. */
  | 'handler'
  /** The handler took longer than `timeout`. */
  | 'timeout';

/** A request that was not told `success`. */
export interface HandlerProblem {
  readonly reason: HandlerProblemReason;
  /** One sentence, without any content of the request. */
  readonly message: string;
  /** The notification's id, when it was verified. */
  readonly notifyId: string | undefined;
  readonly cause: unknown;
}

/** What `alipayHandler` takes. */
export interface AlipayHandlerOptions {
  /** The client of the application, or of each application whose notifications arrive at this address. */
  readonly client: AlipayClient | readonly AlipayClient[];
  readonly on: NotificationHandlers;
  /**
   * Whether a notification has been handled before: `true` tells Alipay `success` without calling the handler. Store
   * the id together with the effect, in the handler. Without this hook every delivery reaches the handler.
   */
  readonly seen?: ((notifyId: string, appId: string) => boolean | Promise<boolean>) | undefined;
  /** Milliseconds after which Alipay is told `fail`; 5,000 by default. */
  readonly timeout?: number | undefined;
  /** The largest body in bytes; 65,536 by default, at most 1,048,576. Alipay's have a few thousand. */
  readonly bodyLimit?: number | undefined;
  /** How signatures are verified; RSA2 under either rule by default. */
  readonly verification?: NotificationOptions | undefined;
  /** Called with each request that is not told `success`. Without it, a process warning is emitted. */
  readonly onProblem?: ((problem: HandlerProblem) => void) | undefined;
}

/** What a handler needs of a request. A `Request` of the Web's standards is one. */
export interface HandlerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<Headers, 'get'>;
  /** Whether something has read the body before. */
  readonly bodyUsed: boolean;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null;
}
