import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { DatabaseError } from '../database-error.js';
import type { Engine } from '../engine.js';
import type { AddedColumns, Migration, MigrationSet, TableDefinition } from './migration-set.js';

interface HistoryRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** The oldest version that works on the tables since; `null`: this one. */
  readonly oldest: number | null;
  /** By the database's clock; `null` while the migration runs, and after it was interrupted. */
  readonly applied_at: number | null;
}

type HistorySchema = Readonly<Record<string, HistoryRow>>;

/** An applied migration, and one that was begun where tables are not created in transactions. */
interface History {
  readonly applied: number;
  readonly isInterrupted: boolean;
}

/**
 * Brings the tables of a set up to this version, while every other process that opens the database waits.
 *
 * @throws DatabaseError `newer-schema` when a newer version was here whose tables this one does not work on; `schema` when the history is not this set's, or
 * when tables of the same names exist that are not this set's
 */
export async function migrate(database: Kysely<unknown>, engine: Engine, set: MigrationSet): Promise<void> {
  if (await isUpToDate(database, engine, set)) return;
  await engine.migrateAlone(database, async (alone) => {
    await createTable(alone, engine, historyTable(set), 'unless-it-exists');
    const { applied, isInterrupted } = await readHistory(alone, set);
    for (const [index, migration] of set.migrations.slice(applied).entries()) {
      await apply(alone, engine, set, migration, index === 0 && isInterrupted);
    }
  });
}

export function historyTableName({ name }: MigrationSet): string {
  return `${name}_migration`;
}

function historyTable(set: MigrationSet): TableDefinition {
  return {
    name: historyTableName(set),
    columns: [
      { name: 'version', kind: 'integer' },
      { name: 'name', kind: 'key' },
      { name: 'checksum', kind: 'key' },
      { name: 'oldest', kind: 'integer', nullable: true },
      { name: 'applied_at', kind: 'integer', nullable: true },
    ],
    primaryKey: ['version'],
    indexes: [],
  };
}

/** Most openings find everything in place, and need no lock. */
async function isUpToDate(database: Kysely<unknown>, engine: Engine, set: MigrationSet): Promise<boolean> {
  try {
    return (await readHistory(database, set)).applied >= set.migrations.length;
  } catch (error) {
    if (error instanceof DatabaseError || engine.errorKind(error) === 'unavailable') throw error;
    return false;
  }
}

async function readHistory(database: Kysely<unknown>, set: MigrationSet): Promise<History> {
  const rows = await database
    .withTables<HistorySchema>()
    .selectFrom(historyTableName(set))
    .selectAll()
    .orderBy('version')
    .execute();
  for (const [index, row] of rows.entries()) {
    const known = set.migrations[index];
    if (known === undefined) {
      if ((row.oldest ?? row.version) > set.migrations.length) throw newerSchema(set, row);
      continue;
    }
    if (row.version !== known.version || row.checksum !== checksumOf(known)) throw otherSchema(set, row);
  }
  const applied = rows.filter(({ applied_at }) => applied_at !== null).length;
  return { applied, isInterrupted: applied < rows.length };
}

function newerSchema({ name, migrations }: MigrationSet, row: HistoryRow): DatabaseError {
  return new DatabaseError(
    'newer-schema',
    `a newer version of "${name}" has changed the tables: the database has its migration ${row.version} ` +
      `("${row.name}"), this version knows ${migrations.length}. Run the newer version, or restore a backup`,
  );
}

function otherSchema({ name }: MigrationSet, row: HistoryRow): DatabaseError {
  return new DatabaseError(
    'schema',
    `migration ${row.version} ("${row.name}") of "${name}" is not the one that this version knows. ` +
      'Run the version that created the tables, or use another database',
  );
}

async function apply(
  database: Kysely<unknown>,
  engine: Engine,
  set: MigrationSet,
  migration: Migration,
  isInterrupted: boolean,
): Promise<void> {
  const { version, name } = migration;
  const history = database.withTables<HistorySchema>();
  const table = historyTableName(set);
  // Recorded first: after an interruption, the tables that are there are known to be this set's.
  if (!isInterrupted) {
    const { oldest = null } = migration;
    const row: HistoryRow = { version, name, checksum: checksumOf(migration), oldest, applied_at: null };
    await history.insertInto(table).values(row).execute();
  }
  for (const definition of migration.tables) {
    try {
      await createTable(database, engine, definition, isInterrupted ? 'unless-it-exists' : 'new');
    } catch (error) {
      if (engine.errorKind(error) !== 'already-there') throw error;
      throw new DatabaseError(
        'schema',
        `the database has a table "${definition.name}" already, which "${set.name}" did not create. ` +
          'Use an empty database or schema',
        { cause: error },
      );
    }
  }
  for (const added of migration.added ?? []) await addColumns(database, engine, added, isInterrupted);
  for (const dropped of migration.dropped ?? []) await database.schema.dropTable(dropped).ifExists().execute();
  await history.updateTable(table).set({ applied_at: engine.now }).where('version', '=', version).execute();
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(JSON.stringify(migration)).digest('hex');
}

async function addColumns(
  database: Kysely<unknown>,
  engine: Engine,
  { table, columns }: AddedColumns,
  isInterrupted: boolean,
): Promise<void> {
  const present = isInterrupted ? await columnNames(database, table) : [];
  for (const { name, kind } of columns) {
    if (present.includes(name)) continue;
    await database.schema.alterTable(table).addColumn(name, engine.columnTypes[kind]).execute();
  }
}

async function columnNames(database: Kysely<unknown>, table: string): Promise<string[]> {
  const tables = await database.introspection.getTables();
  return tables.filter(({ name }) => name === table).flatMap(({ columns }) => columns.map(({ name }) => name));
}

async function createTable(
  database: Kysely<unknown>,
  engine: Engine,
  table: TableDefinition,
  when: 'new' | 'unless-it-exists',
): Promise<void> {
  let builder = database.schema.createTable(table.name);
  if (when === 'unless-it-exists') builder = builder.ifNotExists();
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
    try {
      await (index.unique ? create.unique() : create).execute();
    } catch (error) {
      if (when === 'new' || engine.errorKind(error) !== 'already-there') throw error;
    }
  }
}
