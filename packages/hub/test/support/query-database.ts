import { createEngine } from '@lingpai/database';
import { Kysely, type RawBuilder } from 'kysely';
import { until } from './until.js';

const limits = { connect: 5_000, read: 20_000, statement: 20_000 };

/** Runs a statement on a database that others use, too; again, while one of them locks it. */
export async function queryDatabase(url: string, statement: RawBuilder<unknown>): Promise<void> {
  const engine = await createEngine({ url, connections: 1, limits });
  const database = new Kysely<unknown>({ dialect: engine.dialect });
  try {
    await until('the statement was executed', async () => {
      try {
        await statement.execute(database);
        return true;
      } catch (error) {
        if (engine.errorKind(error) === 'conflict') return false;
        throw error;
      }
    });
  } finally {
    await database.destroy();
  }
}
