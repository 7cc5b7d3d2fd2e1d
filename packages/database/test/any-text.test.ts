import type { Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Store } from '../src/store.js';
import { createDatabase, engineNames } from './support/test-database.js';

interface Schema {
  readonly note: { id: string; name: string | null; content: string | null };
}

const migrations = {
  name: 'test',
  migrations: [
    {
      version: 1,
      name: 'first',
      tables: [
        {
          name: 'note',
          columns: [
            { name: 'id', kind: 'key' },
            { name: 'name', kind: 'label', nullable: true },
            { name: 'content', kind: 'document', nullable: true },
          ],
          primaryKey: ['id'],
          indexes: [{ name: 'note_name', columns: ['name', 'id'] }],
        },
      ],
    },
  ],
} as const;

const texts = ['plain', 'a\0b', '商户', '\ud800', '😀', '\u0007', 'it\'s \\ "%_', 'trâce'];

describe.each(engineNames)('text on %s', (engine) => {
  async function open(): Promise<Store<Schema>> {
    const database = await createDatabase(engine);
    const store = await Store.open<Schema>({ url: database.url, migrations });
    onTestFinished(async () => {
      await store.close();
      await database.drop();
    });
    return store;
  }

  it('any can be stored in every kind of column, and is found by itself alone', async () => {
    const store = await open();
    for (const text of texts) {
      await store.write((database) =>
        database.insertInto('note').values({ id: text, name: text, content: text }).execute(),
      );
    }
    for (const text of texts) {
      for (const column of ['id', 'name'] as const) {
        const found = await store.read((database) => idsOf(database, column, text));
        expect(found, `${column} ${JSON.stringify(text)}`).toHaveLength(1);
      }
    }
  });

  it('any can be looked for, however long', async () => {
    const store = await open();
    for (const text of [...texts, 'x'.repeat(300), '商'.repeat(300)]) {
      for (const column of ['id', 'name'] as const) {
        expect(await store.read((database) => idsOf(database, column, text))).toEqual([]);
        const from = (database: Kysely<Schema>) =>
          database.selectFrom('note').select('id').where(column, '>=', text).where(column, '<', `${text}\u{10FFFF}`);
        expect(await store.read((database) => from(database).execute())).toEqual([]);
        const erase = (database: Kysely<Schema>) => database.deleteFrom('note').where(column, 'in', [text]).execute();
        await store.write(erase);
      }
    }
  });
});

async function idsOf(database: Kysely<Schema>, column: 'id' | 'name', text: string): Promise<string[]> {
  const rows = await database.selectFrom('note').select('id').where(column, '=', text).execute();
  return rows.map(({ id }) => id);
}
