import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant, ServedRequest } from '../context/hub-module.js';
import type { HubStore } from '../store/hub-store.js';
import { type RequestBatch, withoutMerchant } from './request-batch.js';
import { RequestCollector } from './request-collector.js';
import { eraseSome, insertBatch } from './write-batches.js';

/** How many requests wait at most, about; more are counted and left out. */
const mostWaiting = 50_000;
/** Milliseconds for which requests of a forgotten merchant may still end, on this or another node. */
const longestEcho = 120_000;

interface RequestLogContext extends Pick<HubContext, 'log' | 'clock' | 'random'> {
  readonly store: Pick<HubStore, 'write' | 'locksRows' | 'ignoreDuplicates'>;
}

/**
 * Keeps each request of an API key that changes something, calls Alipay or reads a token. They are written some at a time,
 * after their responses: what waits is lost with a process that is killed.
 */
export class RequestLog {
  readonly #context: RequestLogContext;
  readonly #collector: RequestCollector;
  #waiting: readonly RequestBatch[] = [];
  #isFull = false;
  #leftOut = 0;
  /** Merchants that were forgotten a moment ago. */
  readonly #forgotten = new Map<string, ForgottenMerchant & { readonly until: number }>();

  constructor(context: RequestLogContext) {
    this.#context = context;
    this.#collector = new RequestCollector(context.random);
  }

  add(served: ServedRequest): void {
    if (!isKept(served) || (this.#forgotten.size > 0 && this.#forgotten.has(nameOf(served)))) return;
    const at = this.#context.clock();
    if (!this.#collector.hasRoom(at)) this.#take();
    if (this.#isFull) this.#leftOut += 1;
    else this.#collector.add(at, served);
  }

  /** What was collected is a batch now. */
  #take(): void {
    const batch = this.#collector.take();
    if (batch !== undefined) this.#setWaiting([...this.#waiting, batch]);
  }

  #setWaiting(waiting: readonly RequestBatch[]): void {
    this.#waiting = waiting;
    this.#isFull = waiting.reduce((sum, { row }) => sum + row.requests, 0) >= mostWaiting;
  }

  /**
   * Writes the batches that wait, however much comes meanwhile, or what was collected when there are none. What could not be
   * written is tried again.
   */
  async writeSome(): Promise<void> {
    this.#reportLeftOut();
    if (this.#waiting.length === 0) this.#take();
    for (let left = this.#waiting.length; left > 0; left -= 1) await this.#writeBatch();
    await this.#forgetAgain();
  }

  /** Writes everything that waits. */
  async flush(): Promise<void> {
    this.#reportLeftOut();
    for (this.#take(); this.#waiting.length > 0; this.#take()) await this.#writeBatch();
    await this.#forgetAgain();
  }

  /** Requests about a merchant that is forgotten meanwhile are erased afterwards. */
  async #writeBatch(): Promise<void> {
    const { store } = this.#context;
    const [batch, ...others] = this.#waiting;
    if (batch === undefined) return;
    this.#setWaiting(others);
    try {
      await store.write((database) => insertBatch(store, database, batch));
    } catch (error) {
      this.#setWaiting([batch, ...this.#waiting]);
      throw error;
    }
  }

  #reportLeftOut(): void {
    if (this.#leftOut === 0) return;
    this.#context.log.warn(
      { requests: this.#leftOut },
      'the log of requests lacks some: they came faster than the database takes them',
    );
    this.#leftOut = 0;
  }

  /** Erases what is known about a merchant, also what waits, and what requests that are under way would still add. */
  async forget(merchant: ForgottenMerchant): Promise<void> {
    this.#forgotten.set(nameOf(merchant), { ...merchant, until: this.#context.clock() + longestEcho });
    this.#take();
    const rest = this.#waiting.map((batch) => withoutTraces(batch, merchant));
    this.#setWaiting(rest.filter(({ row }) => row.requests > 0));
    await this.#erase(merchant);
  }

  async #forgetAgain(): Promise<void> {
    const now = this.#context.clock();
    for (const [name, merchant] of this.#forgotten) {
      await this.#erase(merchant);
      if (now > merchant.until) this.#forgotten.delete(name);
    }
  }

  async #erase(merchant: ForgottenMerchant): Promise<void> {
    const { store } = this.#context;
    let isDone = false;
    while (!isDone) isDone = !(await store.write((database) => eraseSome(store, database, merchant)));
  }
}

const nameOf = ({ appId, authAppId }: Pick<ServedRequest, 'appId' | 'authAppId'>) => `${appId} ${authAppId}`;

function isKept({ keyId, method, route }: ServedRequest): boolean {
  if (keyId === undefined) return false;
  return method !== 'GET' || route.startsWith('/proxy/') || route.endsWith('/token');
}

function withoutTraces(batch: RequestBatch, merchant: ForgottenMerchant): RequestBatch {
  const { appId, authAppId } = merchant;
  const merchants = batch.merchants.filter(({ auth_app_id, app_id }) => auth_app_id !== authAppId || app_id !== appId);
  if (merchants.length === batch.merchants.length) return batch;
  return { row: { ...batch.row, ...withoutMerchant(batch.row, merchant) }, merchants };
}
