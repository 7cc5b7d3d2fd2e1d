import type {
  HandlerProblem,
  HandlerProblemReason,
  NotificationContext,
  NotificationHandler,
} from '@lingpai/alipay/handler';

/** What became of one delivery of a notification; what it holds, except of those that are refused, is Alipay's. */
export interface NotificationDelivery {
  readonly appId: string;
  /**
   * `handled`: genuine, and it had its effect, now or before. `failed`: genuine, without effect yet; Alipay delivers it again.
   * `refused`: not proven to be Alipay's, or no notification; nothing of it is used.
   */
  readonly verdict: 'handled' | 'failed' | 'refused';
  /** Why it was refused, or failed without having reached a handler. */
  readonly reason: HandlerProblemReason | undefined;
  readonly notifyId: string | undefined;
  /** Its `notify_type` or `msg_method`; `undefined` when it is refused. */
  readonly type: string | undefined;
  /** The merchant application that it names. */
  readonly authAppId: string | undefined;
}

/** Tells a hook about each delivery, once. */
export class DeliveryObserver {
  readonly #appId: string;
  readonly #onDelivery: (delivery: NotificationDelivery) => void;
  /** What handlers rejected with: it has been told. */
  readonly #told = new WeakSet<object>();

  /** @param onDelivery may not throw */
  constructor(appId: string, onDelivery: (delivery: NotificationDelivery) => void) {
    this.#appId = appId;
    this.#onDelivery = onDelivery;
  }

  /** The same handler, whose outcome is told. */
  watch<Notification>(handler: NotificationHandler<Notification>): NotificationHandler<Notification> {
    return async (notification, context) => {
      try {
        await handler(notification, context);
      } catch (cause) {
        if (typeof cause === 'object' && cause !== null) this.#told.add(cause);
        this.#tellGenuine('failed', notification, context);
        throw cause;
      }
      this.#tellGenuine('handled', notification, context);
    };
  }

  /** Tells of a delivery that no handler got. A handler that takes too long tells itself, at its end. */
  tellProblem({ reason, notifyId, cause }: HandlerProblem): void {
    if (reason === 'timeout' || (typeof cause === 'object' && cause !== null && this.#told.has(cause))) return;
    const verdict = reason === 'unhandled' || reason === 'handler' ? 'failed' : 'refused';
    this.#onDelivery({ appId: this.#appId, verdict, reason, notifyId, type: undefined, authAppId: undefined });
  }

  #tellGenuine(verdict: 'handled' | 'failed', notification: unknown, { fields }: NotificationContext): void {
    const { authAppId } = Object(notification);
    this.#onDelivery({
      appId: this.#appId,
      verdict,
      reason: undefined,
      notifyId: fields.notify_id ?? fields.msg_id,
      type: fields.notify_type ?? fields.msg_method,
      authAppId: typeof authAppId === 'string' ? authAppId : fields.auth_app_id,
    });
  }
}
