import type { QueryOf } from '@lingpai/database';
import { contextId, randomShare, type VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { readClock } from '../store/read-clock.js';
import type { OutboxRow, VaultSchema } from '../store/schema.js';
import { finishEvent } from './finish-event.js';
import { parseEvent, type VaultEvent } from './vault-event.js';

/** What an {@link EventHandler} gets with the event. */
export interface EventDelivery {
  /** Aborted when the time limit (`eventTimeout`) has passed, or the workers are being stopped. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/**
 * Called with each event; retried until it resolves within `eventTimeout`. Handlers of different authorizations run at
 * the same time. A handler that goes on after the limit may overlap with its repetition.
 */
export type EventHandler = (event: VaultEvent, delivery: EventDelivery) => void | Promise<void>;

/** Deliveries at the same time, per process. */
const most = 50;
/** Milliseconds after which a turn ends although handlers still run: other events do not wait for them. */
const longestTurn = 1_000;
/** Milliseconds that handlers get to finish when the workers are stopped. */
const stopGrace = 5_000;
/** Milliseconds that the lease of a delivery outlasts its time limit. */
const leaseMargin = 30_000;
/** Milliseconds between attempts, at first and at most. */
const shortestPause = 1_000;
const longestPause = 10 * 60_000;

/** Milliseconds that an event waits at most after so many failed attempts. */
export function longestEventWait(attempts: number): number {
  return attempts === 0 ? 0 : Math.ceil(1.25 * Math.min(longestPause, shortestPause * 2 ** Math.min(attempts - 1, 20)));
}

/** Delivers events: those of one authorization one after the other, those of different ones at the same time. */
export class EventDeliveries {
  readonly #context: VaultContext;
  readonly #handler: EventHandler;
  readonly #underWay = new Map<Promise<boolean>, AbortController>();

  constructor(context: VaultContext, handler: EventHandler) {
    this.#context = context;
    this.#handler = handler;
  }

  /** Delivers what is due. Handlers that take long go on after the turn. @returns whether something was delivered */
  async turn(): Promise<boolean> {
    const ids = await this.#findDue(most - this.#underWay.size);
    const failures: unknown[] = [];
    let delivered = false;
    const started = ids.map((id) =>
      this.#start(id, (cause) => failures.push(cause)).then((done) => {
        delivered ||= done;
      }),
    );
    await within(longestTurn, Promise.all(started));
    if (failures.length > 0) throw failures[0];
    return delivered;
  }

  /** Lets handlers finish for a while, then aborts them; an event that was not taken is delivered again later. */
  async stop(): Promise<void> {
    await within(stopGrace, Promise.all(this.#underWay.keys()));
    for (const controller of this.#underWay.values()) controller.abort(new DOMException(stopped, 'AbortError'));
    await Promise.all(this.#underWay.keys());
  }

  async #findDue(limit: number): Promise<string[]> {
    if (limit <= 0) return [];
    const { store, clock } = this.#context;
    const rows = await store.readCompiled(this.#dueQuery, { now: clock(), limit });
    return rows.map(({ id }) => id);
  }

  /** The query that a process makes most often while nothing happens. */
  readonly #dueQuery: QueryOf<VaultSchema, { readonly now: number; readonly limit: number }, Pick<OutboxRow, 'id'>> = (
    database,
    value,
  ) =>
    database
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'ready')
      .where('due_at', '<=', value('now'))
      .where((where) =>
        where.or([where('lease_until', 'is', null), where('lease_until', '<=', this.#context.store.now)]),
      )
      .orderBy('due_at')
      .limit(value('limit'));

  /** @param onError gets what is not the handler's failure */
  #start(id: string, onError: (cause: unknown) => void): Promise<boolean> {
    const controller = new AbortController();
    const delivery = this.#deliver(id, controller)
      .catch((cause: unknown) => {
        onError(cause);
        return false;
      })
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.set(delivery, controller);
    return delivery;
  }

  async #deliver(id: string, controller: AbortController): Promise<boolean> {
    const context = this.#context;
    const owner = contextId(context);
    const row = await context.store.write((database) => leaseEvent(context, database, id, owner));
    if (row === undefined) return false;
    const event = parseEvent(row.payload);
    if (event === undefined) return setAside(context, row);
    await context.onKillPoint('before-delivery');
    try {
      await this.#call(event, row.attempts + 1, controller);
    } catch (cause) {
      const isStopped = controller.signal.aborted && controller.signal.reason?.message === stopped;
      await context.store.write((database) => postpone(context, database, row, { owner, isStopped }));
      if (!isStopped) reportFailure(context, row, cause);
      return false;
    }
    await context.onKillPoint('after-delivery');
    await context.store.write((database) => finishEvent(context, database, row, 'delivered'));
    return true;
  }

  async #call(event: VaultEvent, attempt: number, controller: AbortController): Promise<void> {
    const { eventTimeout } = this.#context.settings;
    const { signal } = controller;
    const limit = setTimeout(() => {
      controller.abort(new DOMException(`onEvent did not finish within ${eventTimeout} ms`, 'TimeoutError'));
    }, eventTimeout);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([(async () => this.#handler(event, { signal, attempt }))(), aborted]);
    } finally {
      clearTimeout(limit);
    }
  }
}

const stopped = 'the workers are being stopped';

async function within(limit: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limitReached = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([work, limitReached]);
  clearTimeout(timer);
}

async function leaseEvent(
  context: VaultContext,
  database: Database,
  id: string,
  owner: string,
): Promise<OutboxRow | undefined> {
  const now = await readClock(context.store, database);
  const { numUpdatedRows } = await database
    .updateTable('outbox')
    .set({ lease_owner: owner, lease_until: now + context.settings.eventTimeout + leaseMargin })
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .where((where) =>
      where.or([where('lease_owner', 'is', null), where('lease_owner', '=', owner), where('lease_until', '<=', now)]),
    )
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  return database.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A delivery that was cut off by a stop is not an attempt. */
async function postpone(
  context: VaultContext,
  database: Database,
  { id, attempts, due_at }: OutboxRow,
  { owner, isStopped }: { readonly owner: string; readonly isStopped: boolean },
): Promise<void> {
  const wait = Math.min(longestPause, shortestPause * 2 ** Math.min(attempts, 20)) * (0.75 + randomShare(context) / 2);
  const next = isStopped ? { due_at } : { attempts: attempts + 1, due_at: Math.round(context.clock() + wait) };
  await database
    .updateTable('outbox')
    .set({ ...next, lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** The first failure, and every tenth. */
function reportFailure(
  context: VaultContext,
  { attempts, app_id, auth_app_id, type }: OutboxRow,
  cause: unknown,
): void {
  const attempt = attempts + 1;
  if (attempt !== 1 && attempt % 10 !== 0) return;
  context.report({
    kind: 'delivery',
    appId: app_id,
    authAppId: auth_app_id === '' ? undefined : auth_app_id,
    message: `onEvent failed at attempt ${attempt} of an event "${type}"; it is retried, and later events of the same authorization wait`,
    cause,
  });
}

/** The row does not hold an event: those behind it do not wait. */
async function setAside(context: VaultContext, row: OutboxRow): Promise<boolean> {
  await context.store.write((database) => finishEvent(context, database, row, 'set-aside'));
  const message = 'an event in the outbox cannot be read; it was set aside, and those after it are delivered';
  const authAppId = row.auth_app_id === '' ? undefined : row.auth_app_id;
  context.report({ kind: 'quarantined', appId: row.app_id, authAppId, message });
  return false;
}
