import type { HubContext } from '../context/hub-context.js';
import { GroupCommit } from '../events/group-commit.js';
import { eventTraceparent } from '../server/request-trace.js';
import { version } from '../version.js';
import { type Attempted, outcomeOf } from './attempted.js';
import { finishDeliveries } from './finish-deliveries.js';
import { type LeasedDelivery, leaseDeliveries, releaseDelivery } from './lease-deliveries.js';
import { randomShare } from './random-share.js';
import type { SendResult, WebhookSender } from './send-webhook.js';
import { openSecrets, signatureHeaders } from './webhook-secrets.js';

/** Milliseconds between two looks at what other nodes made due. */
const pollInterval = 1_000;
/** Milliseconds that attempts get to end when the hub stops. */
const stopGrace = 5_000;
/** Deliveries whose end is not stored yet at most, for each that may be sent at the same time. */
const unstored = 4;

/** Called with each attempt that has ended. */
export type AttemptObserver = (attempted: Pick<Attempted, 'result' | 'outcome' | 'duration'>) => void;

/** Delivers webhooks: those of one authorization to one receiver one after the other, all others at the same time. */
export class DeliveryPool {
  readonly #context: HubContext;
  readonly #sender: WebhookSender;
  readonly #onAttempt: AttemptObserver;
  readonly #finishing: GroupCommit<Attempted>;
  /** Deliveries whose end is not stored yet. */
  readonly #underWay = new Set<Promise<void>>();
  /** How many are being sent, by receiver. */
  readonly #sending = new Map<string, number>();
  readonly #stopped = new AbortController();
  #after = '';

  constructor(context: HubContext, sender: WebhookSender, onAttempt: AttemptObserver) {
    this.#context = context;
    this.#sender = sender;
    this.#onAttempt = onAttempt;
    this.#finishing = new GroupCommit((attempted) => finishDeliveries(context, attempted), 100);
  }

  /** Begins what is due, or waits for something. @returns whether to go on at once */
  async turn(stopping: AbortSignal): Promise<boolean> {
    const { events, settings } = this.#context;
    const seen = events.recorded.count;
    const { concurrency, perReceiver } = settings.webhooks;
    const sending = [...this.#sending.values()].reduce((sum, count) => sum + count, 0);
    const most = Math.min(concurrency - sending, unstored * concurrency - this.#underWay.size);
    if (most <= 0) {
      await events.recorded.wait(pollInterval, stopping, seen);
      return true;
    }
    const freeOf = (webhookId: string) => perReceiver - (this.#sending.get(webhookId) ?? 0);
    const { deliveries, after } = await leaseDeliveries(this.#context, { most, freeOf, after: this.#after });
    for (const leased of deliveries) this.#start(leased);
    const isBegun = this.#after !== '';
    this.#after = after;
    if (deliveries.length === 0 && after === '' && !isBegun) await events.recorded.wait(pollInterval, stopping, seen);
    return true;
  }

  /** Lets attempts end for a while, then cuts them off; they count for nothing and are made again. */
  async stop(): Promise<void> {
    const all = Promise.all(this.#underWay);
    const cut = setTimeout(() => this.#stopped.abort(), stopGrace);
    await all;
    clearTimeout(cut);
    this.#sender.close();
  }

  #start(leased: LeasedDelivery): void {
    const { events, log } = this.#context;
    const work = this.#deliver(leased)
      .catch((err: unknown) => log.error({ err, webhookId: leased.webhook.id }, 'the end of a webhook was not stored'))
      .finally(() => {
        this.#underWay.delete(work);
        events.recorded.notify();
      });
    this.#underWay.add(work);
  }

  async #deliver(leased: LeasedDelivery): Promise<void> {
    const { clock } = this.#context;
    const [at, began] = [clock(), performance.now()];
    let result: SendResult;
    try {
      result = await this.#sendCounted(leased, at);
    } catch (error) {
      await releaseDelivery(this.#context, leased);
      if (this.#stopped.signal.aborted) return;
      throw error;
    }
    const duration = Math.round(performance.now() - began);
    const outcome = outcomeOf(leased.delivery, result, { share: randomShare(this.#context), now: clock() });
    await this.#finishing.add({ leased, result, at, duration, outcome });
    this.#onAttempt({ result, outcome, duration });
  }

  /** The receiver's next webhook does not wait until the end of this one is stored. */
  async #sendCounted(leased: LeasedDelivery, now: number): Promise<SendResult> {
    const { id } = leased.webhook;
    this.#sending.set(id, (this.#sending.get(id) ?? 0) + 1);
    try {
      return await this.#send(leased, now);
    } finally {
      const left = (this.#sending.get(id) ?? 1) - 1;
      if (left > 0) this.#sending.set(id, left);
      else this.#sending.delete(id);
      this.#context.events.recorded.notify();
    }
  }

  async #send({ webhook, delivery, payload }: LeasedDelivery, now: number): Promise<SendResult> {
    if (payload === null) return { failure: undefined, status: null, retryAfter: undefined };
    let secrets: readonly string[];
    try {
      secrets = openSecrets(this.#context.vault, webhook, now);
    } catch (err) {
      this.#context.log.error({ err, webhookId: webhook.id }, 'the secret of a receiver does not open; rotate it');
      return { failure: 'secret-unreadable', status: null, retryAfter: undefined };
    }
    const headers = {
      'content-type': 'application/json',
      'user-agent': `Lingpai-Hub/${version}`,
      traceparent: eventTraceparent(delivery.event_id),
      ...signatureHeaders(secrets, { id: delivery.event_id, body: payload, now }),
    };
    return this.#sender.send({ url: webhook.url, headers, body: payload }, this.#stopped.signal);
  }
}
