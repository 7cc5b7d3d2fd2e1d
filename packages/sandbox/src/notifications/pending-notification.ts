import type {
  NotificationAttempt,
  NotificationDraft,
  NotificationSnapshot,
  NotificationStatus,
} from './notification.js';
import type { NotificationFault } from './notification-fault.js';
import { notificationSchedules } from './notification-kind.js';

const longestHold = 3600;

/** A notification with its schedule and the outcomes of its deliveries. */
export class PendingNotification {
  readonly id: number;
  readonly draft: NotificationDraft;
  readonly #createdAt: number;
  readonly #attempts: NotificationAttempt[] = [];
  /** Seconds between the remaining deliveries, each counted from the one before. */
  readonly #intervals: number[];
  #fault: NotificationFault | undefined;
  #dueAt: number | undefined;
  #status: NotificationStatus = 'pending';

  constructor(
    id: number,
    draft: NotificationDraft,
    { at, fault }: { at: number; fault: NotificationFault | undefined },
  ) {
    this.id = id;
    this.draft = draft;
    this.#createdAt = at;
    this.#intervals = [...notificationSchedules[draft.kind]];
    this.#fault = fault;
    this.#dueAt = at + holdOf(fault) * 1000;
  }

  /** Milliseconds since 1970; `undefined` when no delivery is scheduled. */
  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Returns the effect on the next delivery, and clears it. */
  takeEffect(): NotificationFault['effect'] | undefined {
    const effect = this.#fault?.effect;
    this.#fault = undefined;
    return effect;
  }

  /** Makes a reordered notification due, after a later one of its application was sent. */
  release(at: number): void {
    if (this.#fault?.effect === 'reorder') this.#dueAt = at;
  }

  record(attempts: readonly NotificationAttempt[]): void {
    this.#attempts.push(...attempts);
    if (attempts.some(({ success }) => success)) this.#end('delivered');
  }

  /** Schedules the next delivery, counted from when the last one was due, however late it was. */
  scheduleNext(): void {
    if (this.#dueAt === undefined) return;
    const interval = this.#intervals.shift();
    if (interval === undefined) this.#end('given-up');
    else this.#dueAt += interval * 1000;
  }

  abandon(): void {
    this.#end('no-address');
  }

  snapshot(): NotificationSnapshot {
    return {
      id: this.id,
      notifyId: this.draft.notifyId,
      kind: this.draft.kind,
      appId: this.draft.appId,
      authAppId: this.draft.authAppId,
      createdAt: this.#createdAt,
      status: this.#status,
      nextAttemptAt: this.#dueAt ?? null,
      fields: this.draft.fields,
      attempts: [...this.#attempts],
    };
  }

  #end(status: NotificationStatus): void {
    this.#status = status;
    this.#dueAt = undefined;
  }
}

/** Seconds that a fault holds the first delivery back. */
function holdOf(fault: NotificationFault | undefined): number {
  if (fault?.effect === 'reorder') return longestHold;
  return fault?.effect === 'delay' ? (fault.seconds ?? 0) : 0;
}
