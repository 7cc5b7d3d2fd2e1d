import { sql } from 'kysely';
import { type HubStore, insertMissing } from '../store/hub-store.js';
import { isMaximum, type StatisticName, type StatisticRow } from './statistic-table.js';

export const hour = 3_600_000;

export interface HourlyCountsOptions {
  readonly store: HubStore;
  readonly clock: () => number;
}

/**
 * Counts what happens often in memory, and adds it to the hour's row twice a minute. What a process has counted since is lost
 * with it when it is killed.
 */
export class HourlyCounts {
  readonly #store: HubStore;
  readonly #clock: () => number;
  #counts = new Map<string, StatisticRow>();

  constructor({ store, clock }: HourlyCountsOptions) {
    this.#store = store;
    this.#clock = clock;
  }

  add(appId: string, name: StatisticName): void {
    this.#take(this.#row(appId, name, 1));
  }

  /** @param value counts when it is larger than every other of the hour; `isMaximum` of the name */
  raise(appId: string, name: StatisticName, value: number): void {
    this.#take(this.#row(appId, name, Math.max(0, Math.round(value))));
  }

  /** Adds what was counted to the database. What could not be added is kept. */
  async flush(): Promise<void> {
    // In one order, so that nodes do not wait for each other in a circle.
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    this.#counts = new Map();
    try {
      await this.#store.write(async (database) => {
        for (const row of rows) {
          await insertMissing(this.#store, database, 'hub_statistic', { ...row, count: 0 });
          await database
            .updateTable('hub_statistic')
            .set({
              count: isMaximum(row.name)
                ? sql<number>`case when count < ${row.count} then ${row.count} else count end`
                : sql<number>`count + ${row.count}`,
            })
            .where('app_id', '=', row.app_id)
            .where('hour', '=', row.hour)
            .where('name', '=', row.name)
            .execute();
        }
      });
    } catch (error) {
      for (const row of rows) this.#take(row);
      throw error;
    }
  }

  #take(row: StatisticRow): void {
    const key = `${row.app_id} ${row.hour} ${row.name}`;
    const found = this.#counts.get(key);
    if (found === undefined) this.#counts.set(key, { ...row });
    else if (isMaximum(row.name)) found.count = Math.max(found.count, row.count);
    else found.count += row.count;
  }

  #row(appId: string, name: StatisticName, count: number): StatisticRow {
    const now = this.#clock();
    return { app_id: appId, hour: now - (now % hour), name, count };
  }
}
