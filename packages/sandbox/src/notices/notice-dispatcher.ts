import type { AlipayIdentity } from '../applications/alipay-identity.js';
import type { ApplicationRegistry } from '../applications/application-registry.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { SandboxEvent, SandboxEvents } from '../lifecycle/sandbox-event.js';
import { SandboxError } from '../sandbox-error.js';
import type { RandomSource } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import { authorizationNotice } from './authorization-notice.js';
import { cancellationNotice } from './cancellation-notice.js';
import type { NoticeAttempt, NoticeDraft, NoticeSnapshot } from './notice.js';
import { noticeBody } from './notice-body.js';
import type { NoticeFaultEffect } from './notice-fault.js';
import { NoticeFaultList } from './notice-fault-list.js';
import { PendingNotice } from './pending-notice.js';
import { type NoticeReceipt, postNotice } from './post-notice.js';

export interface NoticeDispatcherOptions {
  readonly clock: SandboxClock;
  readonly settings: SandboxSettings;
  readonly random: RandomSource;
  readonly alipay: AlipayIdentity;
  readonly applications: ApplicationRegistry;
  readonly events: SandboxEvents;
}

/** Notices that are over are remembered up to this many. */
const capacity = 1000;
/** Above this many the oldest go even when they are not over. */
const mostNotices = 20_000;
const longestTimer = 2 ** 31 - 1;

/**
 * Makes notices of what happens to authorizations and delivers them when they are due by the sandbox clock. Those of one
 * application go one after another, the longest due first.
 */
export class NoticeDispatcher {
  readonly faults: NoticeFaultList = new NoticeFaultList();
  readonly #options: NoticeDispatcherOptions;
  readonly #notices = new Map<number, PendingNotice>();
  /** Those that are still to be delivered. */
  readonly #pending = new Set<PendingNotice>();
  /** The applications whose due notices are being delivered. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(options: NoticeDispatcherOptions) {
    this.#options = options;
    options.events.subscribe((event) => this.#hear(event));
  }

  /** The last 1,000, or more when more are under way; oldest first. */
  list(): NoticeSnapshot[] {
    return Array.from(this.#notices.values(), (notice) => notice.snapshot());
  }

  /**
   * Delivers a notice once more, whatever became of it. Its schedule goes on unless the response is `success`.
   *
   * @throws SandboxError when there is no such notice
   */
  async redeliver(id: number): Promise<NoticeSnapshot> {
    const notice = this.#notices.get(id);
    if (notice === undefined) throw new SandboxError('unknown', `id: there is no notice ${id}`);
    const url = this.#options.applications.get(notice.draft.appId).notifyUrl;
    if (url === undefined) {
      throw new SandboxError('invalid', `notifyUrl: the application "${notice.draft.appId}" has none`);
    }
    notice.record([await this.#deliver(notice.draft, url)]);
    if (notice.dueAt === undefined) this.#pending.delete(notice);
    return notice.snapshot();
  }

  /** Resolves when every delivery that is due by the sandbox clock was tried. */
  async settled(): Promise<void> {
    for (;;) {
      this.#deliverDue();
      if (this.#lanes.size === 0) return;
      await Promise.all(this.#lanes.values());
    }
  }

  /** Ends deliveries under way; nothing is delivered any more. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
  }

  #hear(event: SandboxEvent): void {
    const context = { at: event.at, random: this.#options.random, settings: this.#options.settings };
    if (event.type === 'consented') {
      for (const issued of event.code.issued) this.#add(authorizationNotice(event.code, issued, context), event.at);
    } else if (event.type === 'cancelled') {
      this.#add(cancellationNotice(event.authorization, context), event.at);
    }
    this.#deliverDue();
  }

  #add(draft: NoticeDraft, at: number): void {
    this.#count += 1;
    const notice = new PendingNotice(this.#count, draft, { at, fault: this.faults.take(draft) });
    this.#notices.set(notice.id, notice);
    this.#pending.add(notice);
    this.#forget();
  }

  #forget(): void {
    for (const one of this.#notices.values()) {
      const { size } = this.#notices;
      if (size <= capacity || (size <= mostNotices && size === this.#pending.size)) return;
      if (size <= mostNotices && this.#pending.has(one)) continue;
      this.#notices.delete(one.id);
      this.#pending.delete(one);
    }
  }

  #deliverDue(): void {
    if (this.#closing.signal.aborted) return;
    for (const notice of this.#pending) {
      const { appId } = notice.draft;
      if (this.#isDue(notice) && !this.#lanes.has(appId)) this.#lanes.set(appId, this.#deliverAll(appId));
    }
    this.#wakeUp();
  }

  #isDue({ dueAt }: PendingNotice): boolean {
    return dueAt !== undefined && dueAt <= this.#options.clock.now();
  }

  async #deliverAll(appId: string): Promise<void> {
    // What caused the notices goes first: a consent returns its code before the notice of it is on its way.
    await Promise.resolve();
    for (;;) {
      const [next] = [...this.#pending]
        .filter((notice) => notice.draft.appId === appId && this.#isDue(notice))
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id);
      if (next === undefined || this.#closing.signal.aborted) break;
      await this.#attempt(next);
      if (next.dueAt === undefined) this.#pending.delete(next);
    }
    this.#lanes.delete(appId);
    this.#wakeUp();
  }

  async #attempt(notice: PendingNotice): Promise<void> {
    const { appId } = notice.draft;
    const url = this.#options.applications.get(appId).notifyUrl;
    if (url === undefined) return notice.abandon();
    const effect = notice.takeEffect();
    const copies = effect === 'duplicate' ? 2 : 1;
    notice.record(await Promise.all(Array.from({ length: copies }, () => this.#deliver(notice.draft, url, effect))));
    notice.scheduleNext();
    for (const other of this.#pending) {
      if (other.draft.appId === appId && other.id < notice.id) other.release(this.#options.clock.now());
    }
  }

  async #deliver(draft: NoticeDraft, url: string, effect?: NoticeFaultEffect): Promise<NoticeAttempt> {
    const at = this.#options.clock.now();
    const withoutResponse = { at, status: null, response: null, success: false };
    if (effect === 'lose') return { ...withoutResponse, url: null, error: 'lost on purpose' };
    try {
      const receipt = await this.#send(draft, url, effect === 'bad-signature');
      const accepted = receipt.status !== null && receipt.status >= 200 && receipt.status < 300;
      return { at, url, ...receipt, success: accepted && receipt.error === null && receipt.response === 'success' };
    } catch {
      return { ...withoutResponse, url, error: 'the sandbox could not make the notice' };
    }
  }

  async #send({ appId, fields }: NoticeDraft, url: string, wrong: boolean): Promise<NoticeReceipt> {
    const { settings, alipay, applications } = this.#options;
    const { mode } = applications.get(appId);
    const { privateKey } = (mode === 'certificate' ? await alipay.certificate() : alipay).pair;
    const charset = settings.noticeCharset;
    const body = await noticeBody(fields, { charset, privateKey, wrong });
    return postNotice(url, body, { charset, timeout: settings.noticeTimeout, signal: this.#closing.signal });
  }

  /** Real time passes too. */
  #wakeUp(): void {
    clearTimeout(this.#timer);
    if (this.#closing.signal.aborted) return;
    const now = this.#options.clock.now();
    const next = [...this.#pending]
      .map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY)
      .reduce((earliest, dueAt) => (dueAt > now ? Math.min(earliest, dueAt) : earliest), Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    // Not sooner than 50 ms: a clock that a test holds still must not keep the process busy.
    const wait = Math.min(Math.max(next - now, 50), longestTimer);
    this.#timer = setTimeout(() => this.#deliverDue(), wait).unref();
  }
}
