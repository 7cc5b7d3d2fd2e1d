import { createHash } from 'node:crypto';

import { VaultError } from '../errors/vault-error.js';
import type { Database, Engine } from './engine.js';
import { firstTables } from './migrations/0001-first-tables.js';
import type { Migration, TableDefinition } from './table-definition.js';

/** The whole history of the schema, oldest first. */
export const migrations: readonly Migration[] = [firstTables];

const historyTable: TableDefinition = {
  name: 'migration',
  columns: [
    { name: 'version', kind: 'integer' },
    { name: 'name', kind: 'key' },
    { name: 'checksum', kind: 'key' },
    { name: 'applied_at', kind: 'integer' },
  ],
  primaryKey: ['version'],
  indexes: [],
};

/**
 * Brings the tables up to this version; alone among all processes that open the database.
 *
 * @throws VaultError `newer-schema` when a newer version was here, `schema` when the history is not this one
 */
export async function migrate(database: Database, engine: Engine): Promise<void> {
  if (await isUpToDate(database, engine)) return;
  await engine.migrateAlone(database, async (alone) => {
    await createTable(alone, engine, historyTable);
    const applied = await readHistory(alone);
    for (const migration of migrations.slice(applied)) {
      for (const table of migration.tables) await createTable(alone, engine, table);
      const { version, name } = migration;
      const values = { version, name, checksum: checksumOf(migration), applied_at: engine.now };
      await alone.insertInto('migration').values(values).execute();
    }
  });
}

/** Most openings find everything in place, and need no lock. */
async function isUpToDate(database: Database, engine: Engine): Promise<boolean> {
  try {
    return (await readHistory(database)) === migrations.length;
  } catch (error) {
    if (error instanceof VaultError || engine.errorKind(error) === 'unavailable') throw error;
    return false;
  }
}

/** @returns how many migrations are applied */
async function readHistory(database: Database): Promise<number> {
  const rows = await database.selectFrom('migration').selectAll().orderBy('version').execute();
  for (const [index, row] of rows.entries()) {
    const known = migrations[index];
    if (known === undefined) {
      throw new VaultError('newer-schema', `the database has schema version ${row.version}; this is version ${index}`);
    }
    if (row.version !== known.version || row.checksum !== checksumOf(known)) {
      throw new VaultError('schema', `the database has another schema version ${row.version} than this one made`);
    }
  }
  return rows.length;
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(JSON.stringify(migration)).digest('hex');
}

async function createTable(database: Database, engine: Engine, table: TableDefinition): Promise<void> {
  let builder = database.schema.createTable(table.name).ifNotExists();
  for (const { name, kind, nullable } of table.columns) {
    builder = builder.addColumn(name, engine.columnTypes[kind], (column) => (nullable ? column : column.notNull()));
  }
  builder = builder.addPrimaryKeyConstraint(`${table.name}_primary`, [...table.primaryKey] as never[]);
  if (engine.tableOptions !== undefined) builder = builder.modifyEnd(engine.tableOptions);
  await builder.execute();
  for (const index of table.indexes) {
    const create = database.schema
      .createIndex(index.name)
      .on(table.name)
      .columns([...index.columns]);
    await ignoringExisting(engine, () => (index.unique ? create.unique() : create).execute());
  }
}

/** A migration that was interrupted leaves tables behind where they are not part of a transaction. */
async function ignoringExisting(engine: Engine, create: () => Promise<void>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (engine.errorKind(error) !== 'already-there') throw error;
  }
}
