import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant, ServedRequest } from '../context/hub-module.js';
import { firstIdAt } from '../context/new-id.js';
import type { HubStore } from '../store/hub-store.js';
import { requestBatch as batch, RequestInserter } from './insert-requests.js';
import type { RequestRow } from './request-table.js';

/** How many requests wait at most; more are counted and left out. */
const mostWaiting = 20_000;
/** Milliseconds for which requests of a forgotten merchant may still end, on this or another node. */
const longestEcho = 120_000;
/** Bytes of randomness in an id. */
const randomBytes = 10;
/** Characters of a column for names. */
const longestText = 200;

interface RequestLogContext extends Pick<HubContext, 'log' | 'clock' | 'random'> {
  readonly store: Pick<HubStore, 'write'>;
}

/**
 * Keeps a row for each request of an API key that changes something, calls Alipay or reads a token. Rows are written some at a
 * time, after their responses: what waits is lost with a process that is killed.
 */
export class RequestLog {
  readonly #context: RequestLogContext;
  readonly #inserter = new RequestInserter();
  #waiting: RequestRow[] = [];
  #leftOut = 0;
  /** Merchants that were forgotten a moment ago. */
  readonly #forgotten = new Map<string, ForgottenMerchant & { readonly until: number }>();

  constructor(context: RequestLogContext) {
    this.#context = context;
  }

  add(served: ServedRequest): void {
    if (!isKept(served) || this.#forgotten.has(nameOf(served))) return;
    if (this.#waiting.length >= mostWaiting) this.#leftOut += 1;
    else this.#waiting.push(rowOf(this.#context.clock(), served));
  }

  /**
   * Writes full batches, whose statement is built once, and leaves what is less than one to the next turn; or else writes what
   * waits. What could not be written is tried again.
   */
  async writeSome(): Promise<void> {
    this.#reportLeftOut();
    if (this.#waiting.length < batch) await this.#writeBatch();
    while (this.#waiting.length >= batch) await this.#writeBatch();
    await this.#forgetAgain();
  }

  /** Writes everything that waits. */
  async flush(): Promise<void> {
    this.#reportLeftOut();
    while (this.#waiting.length > 0) await this.#writeBatch();
    await this.#forgetAgain();
  }

  /** Rows of a merchant that is forgotten while they are written are erased afterwards. */
  async #writeBatch(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const rows = this.#waiting.splice(0, batch);
    this.#identify(rows);
    try {
      await this.#context.store.write((database) => this.#inserter.insert(database, rows));
    } catch (error) {
      this.#waiting.unshift(...rows.filter((row) => !this.#isForgotten(row)));
      throw error;
    }
  }

  #isForgotten({ app_id, auth_app_id }: RequestRow): boolean {
    return this.#forgotten.has(nameOf({ appId: app_id ?? undefined, authAppId: auth_app_id ?? undefined }));
  }

  #reportLeftOut(): void {
    if (this.#leftOut === 0) return;
    this.#context.log.warn(
      { requests: this.#leftOut },
      'the log of requests lacks some: they came faster than the database takes them',
    );
    this.#leftOut = 0;
  }

  /** Gives each row a new id. Ids sort by the time of the request; randomness is drawn once for all of them. */
  #identify(rows: readonly RequestRow[]): void {
    const drawn = this.#context.random(rows.length * randomBytes).toString('hex');
    const length = randomBytes * 2;
    for (const [index, row] of rows.entries()) {
      row.id = firstIdAt('req', row.at) + drawn.slice(index * length, (index + 1) * length);
    }
  }

  /** Erases what is known about a merchant, also what waits, and what requests that are under way would still add. */
  async forget(merchant: ForgottenMerchant): Promise<void> {
    this.#forgotten.set(nameOf(merchant), { ...merchant, until: this.#context.clock() + longestEcho });
    this.#waiting = this.#waiting.filter(
      ({ app_id, auth_app_id }) => app_id !== merchant.appId || auth_app_id !== merchant.authAppId,
    );
    await this.#erase(merchant);
  }

  async #forgetAgain(): Promise<void> {
    const now = this.#context.clock();
    for (const [name, merchant] of this.#forgotten) {
      await this.#erase(merchant);
      if (now > merchant.until) this.#forgotten.delete(name);
    }
  }

  async #erase({ appId, authAppId }: ForgottenMerchant): Promise<void> {
    await this.#context.store.write((database) =>
      database.deleteFrom('hub_request').where('auth_app_id', '=', authAppId).where('app_id', '=', appId).execute(),
    );
  }
}

const nameOf = ({ appId, authAppId }: Pick<ServedRequest, 'appId' | 'authAppId'>) => `${appId} ${authAppId}`;

function isKept({ keyId, method, route }: ServedRequest): boolean {
  if (keyId === undefined) return false;
  return method !== 'GET' || route.startsWith('/proxy/') || route.endsWith('/token');
}

function rowOf(at: number, served: ServedRequest): RequestRow {
  const { method, route, status, problem, seconds, requestId, traceId, keyId, appId, authAppId, alipayCall } = served;
  return {
    // Given when it is written.
    id: '',
    at,
    method,
    route,
    status,
    problem: problem ?? null,
    alipay_call: textOf(alipayCall?.name),
    alipay_code: textOf(alipayCall?.code),
    alipay_trace_id: textOf(alipayCall?.traceId),
    duration: Math.round(seconds * 1_000),
    request_id: requestId,
    trace_id: traceId,
    key_id: keyId ?? '',
    app_id: appId ?? null,
    auth_app_id: authAppId ?? null,
  };
}

const textOf = (text: string | undefined) => text?.slice(0, longestText) ?? null;
