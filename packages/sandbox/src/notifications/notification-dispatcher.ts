import type { AlipayIdentity } from '../applications/alipay-identity.js';
import type { ApplicationRegistry } from '../applications/application-registry.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { SandboxEvent, SandboxEvents } from '../lifecycle/sandbox-event.js';
import { SandboxError } from '../sandbox-error.js';
import type { RandomSource } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import { authorizationNotification } from './authorization-notification.js';
import { cancellationNotification } from './cancellation-notification.js';
import { type MessageResponse, messageNotification, type NewMessage } from './message-notification.js';
import type { NotificationAttempt, NotificationDraft, NotificationSnapshot } from './notification.js';
import { notificationBody } from './notification-body.js';
import { type NotificationFaultEffect, type NotificationFaultList, notificationFaults } from './notification-fault.js';
import { notificationRules } from './notification-kind.js';
import { PendingNotification } from './pending-notification.js';
import { type NotificationReceipt, postNotification } from './post-notification.js';
import { serviceOrderNotification } from './service-order-notification.js';
import { tradeNotification } from './trade-notification.js';

export interface NotificationDispatcherOptions {
  readonly clock: SandboxClock;
  readonly settings: SandboxSettings;
  readonly random: RandomSource;
  readonly alipay: AlipayIdentity;
  readonly applications: ApplicationRegistry;
  readonly events: SandboxEvents;
}

/** How many notifications are remembered, finished ones included. */
const capacity = 1000;
/** Above this many, the oldest are dropped even while deliveries are pending. */
const mostNotifications = 20_000;
const longestTimer = 2 ** 31 - 1;

/**
 * Creates notifications from events and delivers them when they are due by the sandbox clock. Those of one application are
 * delivered one at a time, the longest due first.
 */
export class NotificationDispatcher {
  readonly faults: NotificationFaultList = notificationFaults();
  readonly #options: NotificationDispatcherOptions;
  readonly #notifications = new Map<number, PendingNotification>();
  /** Notifications with a delivery to come. */
  readonly #pending = new Set<PendingNotification>();
  /** Deliveries in progress, by application. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(options: NotificationDispatcherOptions) {
    this.#options = options;
    options.events.subscribe((event) => this.#onEvent(event));
  }

  /** The last 1,000, or more while more are pending; oldest first. */
  list(): NotificationSnapshot[] {
    return Array.from(this.#notifications.values(), (notification) => notification.snapshot());
  }

  /**
   * Delivers a notification again, whatever its status. Its schedule continues unless the response is `success`.
   *
   * @throws SandboxError when there is no such notification
   */
  async redeliver(id: number): Promise<NotificationSnapshot> {
    const notification = this.#notifications.get(id);
    if (notification === undefined) throw new SandboxError('unknown', `id: there is no notification ${id}`);
    const url = this.#addressOf(notification.draft);
    if (url === undefined) {
      throw new SandboxError('invalid', `notifyUrl: the application "${notification.draft.appId}" has none`);
    }
    notification.record([await this.#deliver(notification.draft, url)]);
    if (notification.dueAt === undefined) this.#pending.delete(notification);
    return notification.snapshot();
  }

  /** Sends a message of which the caller decides method and contents. */
  sendMessage(message: NewMessage): MessageResponse {
    const { clock, random, settings } = this.#options;
    const at = clock.now();
    const draft = messageNotification(message, { at, random, settings });
    this.#add(draft, at);
    this.#deliverDue();
    return { notify_id: draft.notifyId };
  }

  /** Resolves when every delivery that is due by the sandbox clock has been attempted. */
  async settled(): Promise<void> {
    for (;;) {
      this.#deliverDue();
      if (this.#lanes.size === 0) return;
      await Promise.all(this.#lanes.values());
    }
  }

  /** Ends deliveries in progress and delivers nothing more. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
  }

  #onEvent(event: SandboxEvent): void {
    const context = { at: event.at, random: this.#options.random, settings: this.#options.settings };
    if (event.type === 'consented') {
      for (const issued of event.code.issued)
        this.#add(authorizationNotification(event.code, issued, context), event.at);
    } else if (event.type === 'cancelled') {
      this.#add(cancellationNotification(event.authorization, context), event.at);
    } else if (event.type === 'service-ordered') {
      this.#add(serviceOrderNotification(event.order, context), event.at);
    } else if (event.type === 'trade-changed') {
      const draft = tradeNotification(event.trade, event.refund, context);
      if (draft !== undefined) this.#add(draft, event.at);
    }
    this.#deliverDue();
  }

  #add(draft: NotificationDraft, at: number): void {
    this.#count += 1;
    const notification = new PendingNotification(this.#count, draft, { at, fault: this.faults.take(draft) });
    this.#notifications.set(notification.id, notification);
    this.#pending.add(notification);
    this.#forget();
  }

  #forget(): void {
    for (const one of this.#notifications.values()) {
      const { size } = this.#notifications;
      if (size <= capacity || (size <= mostNotifications && size === this.#pending.size)) return;
      if (size <= mostNotifications && this.#pending.has(one)) continue;
      this.#notifications.delete(one.id);
      this.#pending.delete(one);
    }
  }

  #deliverDue(): void {
    if (this.#closing.signal.aborted) return;
    for (const notification of this.#pending) {
      const { appId } = notification.draft;
      if (this.#isDue(notification) && !this.#lanes.has(appId)) this.#lanes.set(appId, this.#deliverAll(appId));
    }
    this.#wakeUp();
  }

  #isDue({ dueAt }: PendingNotification): boolean {
    return dueAt !== undefined && dueAt <= this.#options.clock.now();
  }

  async #deliverAll(appId: string): Promise<void> {
    // The cause comes first: a consent returns its code before its notification is sent.
    await Promise.resolve();
    for (;;) {
      const [next] = [...this.#pending]
        .filter((notification) => notification.draft.appId === appId && this.#isDue(notification))
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id);
      if (next === undefined || this.#closing.signal.aborted) break;
      await this.#attempt(next);
      if (next.dueAt === undefined) this.#pending.delete(next);
    }
    this.#lanes.delete(appId);
    this.#wakeUp();
  }

  async #attempt(notification: PendingNotification): Promise<void> {
    const { appId } = notification.draft;
    const url = this.#addressOf(notification.draft);
    if (url === undefined) return notification.abandon();
    const effect = notification.takeEffect();
    const copies = effect === 'duplicate' ? 2 : 1;
    notification.record(
      await Promise.all(Array.from({ length: copies }, () => this.#deliver(notification.draft, url, effect))),
    );
    notification.scheduleNext();
    for (const other of this.#pending) {
      if (other.draft.appId === appId && other.id < notification.id) other.release(this.#options.clock.now());
    }
  }

  #addressOf({ appId, url }: NotificationDraft): string | undefined {
    return url ?? this.#options.applications.get(appId).notifyUrl;
  }

  async #deliver(
    draft: NotificationDraft,
    url: string,
    effect?: NotificationFaultEffect,
  ): Promise<NotificationAttempt> {
    const at = this.#options.clock.now();
    const withoutResponse = { at, status: null, response: null, latency: null, success: false };
    if (effect === 'lose') return { ...withoutResponse, url: null, error: 'lost on purpose' };
    try {
      const receipt = await this.#send(draft, url, effect);
      const accepted = receipt.status !== null && receipt.status >= 200 && receipt.status < 300;
      return { at, url, ...receipt, success: accepted && receipt.error === null && receipt.response === 'success' };
    } catch {
      return { ...withoutResponse, url, error: 'the sandbox could not create the notification' };
    }
  }

  async #send(
    { kind, appId, fields }: NotificationDraft,
    url: string,
    effect?: NotificationFaultEffect,
  ): Promise<NotificationReceipt> {
    const { settings, alipay, applications } = this.#options;
    const { mode } = applications.get(appId);
    const genuine = mode === 'certificate' ? await alipay.certificate() : alipay;
    const { privateKey } = (effect === 'stranger' ? await alipay.stranger() : genuine).pair;
    const charset = settings.notificationCharset;
    const body = await notificationBody(fields, {
      rule: notificationRules[kind],
      charset,
      privateKey,
      wrong: effect === 'bad-signature',
    });
    return postNotification(url, body, {
      charset,
      timeout: settings.notificationTimeout,
      signal: this.#closing.signal,
    });
  }

  /** The clock also advances in real time. */
  #wakeUp(): void {
    clearTimeout(this.#timer);
    if (this.#closing.signal.aborted) return;
    const now = this.#options.clock.now();
    const next = [...this.#pending]
      .map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY)
      .reduce((earliest, dueAt) => (dueAt > now ? Math.min(earliest, dueAt) : earliest), Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    // At least 50 ms, so that a clock that a test holds still does not keep the process busy.
    const wait = Math.min(Math.max(next - now, 50), longestTimer);
    this.#timer = setTimeout(() => this.#deliverDue(), wait).unref();
  }
}
