import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDatabaseError, type MigrationSet, Store, type TableDefinition } from '../src/index.js';
import { createDatabase, engineNames, type TestDatabase } from './support/test-database.js';

interface ShopSchema {
  readonly shop: { id: string; name: string };
}

const table = (name: string): TableDefinition => ({
  name,
  columns: [
    { name: 'id', kind: 'key' },
    { name: 'name', kind: 'label' },
  ],
  primaryKey: ['id'],
  indexes: [{ name: `${name}_name`, columns: ['name'] }],
});

const shops: MigrationSet = { name: 'shops', migrations: [{ version: 1, name: 'shops', tables: [table('shop')] }] };
const laterShops: MigrationSet = {
  name: 'shops',
  migrations: [...shops.migrations, { version: 2, name: 'orders', tables: [table('orders')] }],
};
const staff: MigrationSet = { name: 'staff', migrations: [{ version: 1, name: 'staff', tables: [table('person')] }] };

describe.each(engineNames)('migrations (%s)', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(engine);
  });
  afterAll(() => database.drop());

  const open = (migrations: MigrationSet) => Store.open<ShopSchema>({ url: database.url, connections: 2, migrations });
  async function using(migrations: MigrationSet, run: (database: Kysely<ShopSchema>) => Promise<unknown>) {
    const store = await open(migrations);
    try {
      return await store.write(run);
    } finally {
      await store.close();
    }
  }

  it('keeps several sets in one database, each with its own history', async () => {
    await using(shops, (one) => one.insertInto('shop').values({ id: '1', name: 'Tea' }).execute());
    await using(staff, async () => undefined);
    await using(laterShops, async (one) => expect(await one.selectFrom('shop').selectAll().execute()).toHaveLength(1));
    await using(staff, async () => undefined);
  });

  it('refuses a newer set, and names the set and the migration', async () => {
    await using(laterShops, async () => undefined);
    const opened = open(shops);
    await expect(opened).rejects.toSatisfy((error) => isDatabaseError(error, 'newer-schema'));
    await expect(opened).rejects.toThrow(
      'a newer version of "shops" has changed the tables: the database has its migration 2 ("orders"), this version ' +
        'knows 1. Run the newer version, or restore a backup',
    );
  });

  it('opens what a newer version expanded, and refuses what it contracted', async () => {
    const first: MigrationSet = {
      name: 'stages',
      migrations: [{ version: 1, name: 'first', tables: [table('stage')] }],
    };
    const note = { name: 'note', kind: 'label', nullable: true } as const;
    const added = [{ table: 'stage', columns: [note] }];
    const expanded: MigrationSet = {
      name: 'stages',
      migrations: [
        ...first.migrations,
        { version: 2, name: 'expansion', oldest: 1, tables: [table('stage_next')], added },
      ],
    };
    const contracted: MigrationSet = {
      name: 'stages',
      migrations: [
        ...expanded.migrations,
        { version: 3, name: 'contraction', oldest: 2, tables: [], dropped: ['stage'] },
      ],
    };
    // A process of the older version runs all the while, with statements that it has prepared.
    const running = await open(first);
    const read = () => running.read((one) => sql`select a.*, b.id as last from stage a, stage b`.execute(one));
    await running.write((one) => sql`insert into stage (id, name) values ('1', 'old')`.execute(one));
    expect((await read()).rows).toEqual([{ id: '1', name: 'old', last: '1' }]);
    await open(expanded).then((store) => store.close());
    expect((await read()).rows).toEqual([{ id: '1', name: 'old', note: null, last: '1' }]);
    expect((await read()).rows).toEqual([{ id: '1', name: 'old', note: null, last: '1' }]);
    await running.close();
    await using(expanded, (one) => sql`insert into stage (id, name, note) values ('2', 'new', 'x')`.execute(one));
    await using(first, async (one) => {
      await sql`insert into stage (id, name) values ('3', 'old')`.execute(one);
      expect((await sql`select * from stage`.execute(one)).rows).toHaveLength(3);
    });
    await using(contracted, async () => undefined);
    await using(expanded, (one) => sql`select * from stage_next`.execute(one));
    await expect(open(first)).rejects.toThrow('the database has its migration 3 ("contraction"), this version knows 1');
  });

  it('refuses a migration that is not the one that was applied', async () => {
    const other: MigrationSet = {
      name: 'shops',
      migrations: [{ version: 1, name: 'shops', tables: [table('shop'), table('extra')] }],
    };
    await expect(open(other)).rejects.toThrow(
      'migration 1 ("shops") of "shops" is not the one that this version knows',
    );
  });

  it('refuses tables of the same name that the set did not create', async () => {
    const namesake: MigrationSet = {
      name: 'namesake',
      migrations: [{ version: 1, name: 'first', tables: [table('fresh'), table('shop')] }],
    };
    await expect(open(namesake)).rejects.toThrow(
      'the database has a table "shop" already, which "namesake" did not create. Use an empty database or schema',
    );
  });

  // Elsewhere tables are created in the transaction.
  it.runIf(engine === 'mysql')('resumes a migration that was interrupted between two tables', async () => {
    const set: MigrationSet = {
      name: 'halves',
      migrations: [{ version: 1, name: 'halves', tables: [table('half_a'), table('half_b')] }],
    };
    await using(set, async () => undefined);
    await using(set, async (one) => {
      await sql`drop table half_b`.execute(one);
      await sql`update halves_migration set applied_at = null`.execute(one);
    });
    await using(set, (one) => sql`select * from half_b`.execute(one));
  });

  it.runIf(engine === 'mysql')('resumes an expansion that was interrupted between two columns', async () => {
    const column = (name: string) => ({ name, kind: 'integer', nullable: true }) as const;
    const added = [{ table: 'part', columns: [column('one'), column('two')] }];
    const set: MigrationSet = {
      name: 'parts',
      migrations: [
        { version: 1, name: 'parts', tables: [table('part')] },
        { version: 2, name: 'columns', oldest: 1, tables: [], added },
      ],
    };
    await using(set, async () => undefined);
    await using(set, async (one) => {
      await sql`alter table part drop column two`.execute(one);
      await sql`update parts_migration set applied_at = null where version = 2`.execute(one);
    });
    await using(set, (one) => sql`select one, two from part`.execute(one));
  });

  it('is run by several processes at once', async () => {
    const set: MigrationSet = { name: 'race', migrations: [{ version: 1, name: 'race', tables: [table('race')] }] };
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(set)));
    await Promise.all(stores.map((store) => store.close()));
  });
});
