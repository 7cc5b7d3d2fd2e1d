import { createEngine } from '@lingpai/database';
import { Kysely, sql } from 'kysely';
import { vaultMigrations } from '../../../vault/src/store/migrations/vault-migrations.js';
import { hubMigrations } from '../../src/store/hub-migrations.js';

const limits = { connect: 5_000, read: 20_000, statement: 20_000 };

/** Every row of the vault's and the hub's tables, as JSON; bytes as the characters that they are. */
export async function dumpDatabase(url: string): Promise<string> {
  const database = new Kysely<unknown>({ dialect: (await createEngine({ url, connections: 1, limits })).dialect });
  try {
    const dumped: Record<string, unknown> = {};
    for (const { migrations } of [vaultMigrations, hubMigrations]) {
      for (const { name } of migrations.flatMap(({ tables }) => tables)) {
        dumped[name] = (await sql`select * from ${sql.table(name)}`.execute(database)).rows;
      }
    }
    return JSON.stringify(dumped, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
  } finally {
    await database.destroy();
  }
}
