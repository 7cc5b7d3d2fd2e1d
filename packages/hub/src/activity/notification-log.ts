import type { NotificationDelivery } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant } from '../context/hub-module.js';
import { newId } from '../context/new-id.js';
import type { HubDatabase } from '../store/hub-store.js';
import type { NotificationRow } from './notification-table.js';

/** How many deliveries wait at most; more are counted and left out. */
const mostWaiting = 20_000;
/** Anyone can post what is refused: of each application, this many a minute and node are kept. */
const mostRefused = 60;
/** Rows of one statement. */
const batch = 200;
const minute = 60_000;
const longestKey = 64;
const longestType = 200;

/**
 * Keeps a row for each delivery of a notification. Rows are written some at a time, after Alipay got its response: what waits
 * is lost with a process that is killed, and the effects of the notifications are not.
 */
export class NotificationLog {
  readonly #context: HubContext;
  #waiting: NotificationRow[] = [];
  #leftOut = 0;
  /** Refused deliveries of the current minute, by application. */
  #refused = new Map<string, number>();
  #minute = 0;

  constructor(context: HubContext) {
    this.#context = context;
  }

  add(delivery: NotificationDelivery): void {
    if (delivery.verdict === 'refused' && !this.#mayKeepRefused(delivery.appId)) return;
    if (this.#waiting.length >= mostWaiting) this.#leftOut += 1;
    else this.#waiting.push(rowOf(this.#context, delivery));
  }

  /** Writes what waits. What could not be written is tried again. */
  async flush(): Promise<void> {
    const { store, log } = this.#context;
    if (this.#leftOut > 0) {
      const message = 'the log of notifications lacks some: they came faster than the database takes them';
      log.warn({ notifications: this.#leftOut }, message);
      this.#leftOut = 0;
    }
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, batch);
      await store.write(async (database) => {
        await database
          .insertInto('hub_notification')
          .values(await withDuplicates(database, rows))
          .execute();
      });
      const written = new Set(rows);
      this.#waiting = this.#waiting.filter((row) => !written.has(row));
    }
  }

  /** Erases what is known about a merchant. */
  async forget({ appId, authAppId }: ForgottenMerchant): Promise<void> {
    this.#waiting = this.#waiting.filter((row) => row.app_id !== appId || row.auth_app_id !== authAppId);
    await this.#context.store.write((database) =>
      database
        .deleteFrom('hub_notification')
        .where('app_id', '=', appId)
        .where('auth_app_id', '=', authAppId)
        .execute(),
    );
  }

  #mayKeepRefused(appId: string): boolean {
    const now = Math.floor(this.#context.clock() / minute);
    if (now !== this.#minute) this.#refused = new Map();
    this.#minute = now;
    const count = (this.#refused.get(appId) ?? 0) + 1;
    this.#refused.set(appId, count);
    return count <= mostRefused;
  }
}

const prefix = 'ntf_';

/** What the ids of rows from then on are at least. */
export const idAt = (time: number): string => prefix + sortKeyAt(time);

/** Before the sort keys of what happened then or later. */
export const sortKeyAt = (time: number): string => Math.max(0, Math.floor(time)).toString(16).padStart(12, '0');

/** The part of an id that sorts by time together with the ids of operations. */
export const sortKeyOf = (id: string): string => id.slice(prefix.length);
export const idOfSortKey = (key: string): string => prefix + key;

function rowOf(context: HubContext, delivery: NotificationDelivery): NotificationRow {
  const { appId, authAppId, verdict, reason, notifyId, type } = delivery;
  return {
    id: newId('ntf', context),
    at: context.clock(),
    app_id: appId,
    auth_app_id: keyOf(authAppId),
    verdict: verdict === 'handled' ? 'verified' : verdict,
    reason: reason ?? null,
    notify_id: keyOf(notifyId),
    type: type?.slice(0, longestType) ?? null,
  };
}

/** Longer ones, and what is not ASCII, do not fit into the column, and Alipay has none. */
const keyOf = (text: string | undefined) =>
  text !== undefined && text.length <= longestKey && /^[\x20-\x7e]+$/.test(text) ? text : null;

/** The same notification was handled before: Alipay did not get, or did not take, the response. */
async function withDuplicates(database: HubDatabase, rows: readonly NotificationRow[]): Promise<NotificationRow[]> {
  const ids = rows.map(({ notify_id }) => notify_id).filter((id) => id !== null);
  const known = new Set<string>();
  if (ids.length > 0) {
    const found = await database
      .selectFrom('hub_notification')
      .select(['app_id', 'notify_id'])
      .where('notify_id', 'in', ids)
      .where('verdict', '=', 'verified')
      .execute();
    for (const { app_id, notify_id } of found) known.add(`${app_id} ${notify_id}`);
  }
  return rows.map((row) => {
    const name = `${row.app_id} ${row.notify_id}`;
    if (row.verdict !== 'verified' || row.notify_id === null) return row;
    if (known.has(name)) return { ...row, verdict: 'duplicate' };
    known.add(name);
    return row;
  });
}
