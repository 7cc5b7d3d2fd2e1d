import type { NoticeAttempt, NoticeDraft, NoticeSnapshot, NoticeStatus } from './notice.js';
import type { NoticeFault } from './notice-fault.js';
import { noticeSchedules } from './notice-kind.js';

const longestHold = 3600;

/** A notice on its way: when it is due, and what became of its deliveries. */
export class PendingNotice {
  readonly id: number;
  readonly draft: NoticeDraft;
  readonly #createdAt: number;
  readonly #attempts: NoticeAttempt[] = [];
  /** Seconds until the deliveries that are still to come, each from the one before. */
  readonly #intervals: number[];
  #fault: NoticeFault | undefined;
  #dueAt: number | undefined;
  #status: NoticeStatus = 'pending';

  constructor(id: number, draft: NoticeDraft, { at, fault }: { at: number; fault: NoticeFault | undefined }) {
    this.id = id;
    this.draft = draft;
    this.#createdAt = at;
    this.#intervals = [...noticeSchedules[draft.kind]];
    this.#fault = fault;
    this.#dueAt = at + holdOf(fault) * 1000;
  }

  /** Milliseconds since 1970; `undefined` when no delivery is to come. */
  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  /** The effect on the next delivery, which is used up by asking. */
  takeEffect(): NoticeFault['effect'] | undefined {
    const effect = this.#fault?.effect;
    this.#fault = undefined;
    return effect;
  }

  /** A later notice of the application was sent, so one that waited for that is due. */
  release(at: number): void {
    if (this.#fault?.effect === 'reorder') this.#dueAt = at;
  }

  record(attempts: readonly NoticeAttempt[]): void {
    this.#attempts.push(...attempts);
    if (attempts.some(({ success }) => success)) this.#end('delivered');
  }

  /** The delivery that was due is over; the next one counts from when it was due, however late it was. */
  scheduleNext(): void {
    if (this.#dueAt === undefined) return;
    const interval = this.#intervals.shift();
    if (interval === undefined) this.#end('given-up');
    else this.#dueAt += interval * 1000;
  }

  abandon(): void {
    this.#end('no-address');
  }

  snapshot(): NoticeSnapshot {
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

  #end(status: NoticeStatus): void {
    this.#status = status;
    this.#dueAt = undefined;
  }
}

/** Seconds that a fault holds the first delivery back. */
function holdOf(fault: NoticeFault | undefined): number {
  if (fault?.effect === 'reorder') return longestHold;
  return fault?.effect === 'delay' ? (fault.seconds ?? 0) : 0;
}
