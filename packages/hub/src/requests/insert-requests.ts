import type { CompiledQuery } from 'kysely';
import type { HubDatabase } from '../store/hub-store.js';
import type { RequestRow } from './request-table.js';

/** Rows of one statement. */
export const requestBatch = 200;

/** Inserts rows of the log of requests. */
export class RequestInserter {
  /** The statement of a full batch: to build it takes longer than to run it. */
  #full: CompiledQuery | undefined;

  /** @param rows 1 to {@link requestBatch}, each with its members in the same order */
  async insert(database: HubDatabase, rows: readonly RequestRow[]): Promise<void> {
    const insert = () => database.insertInto('hub_request').values(rows);
    if (rows.length < requestBatch) {
      await insert().execute();
      return;
    }
    this.#full ??= insert().compile();
    const parameters: unknown[] = [];
    for (const row of rows) parameters.push(...Object.values(row));
    await database.executeQuery({ ...this.#full, parameters });
  }
}
