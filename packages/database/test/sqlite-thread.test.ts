import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MigrationSet, Store } from '../src/index.js';
import { makeTestFolder } from './support/test-folder.js';

interface CounterSchema {
  readonly counter: { id: string; count: number };
}

const migrations: MigrationSet = {
  name: 'counters',
  migrations: [
    {
      version: 1,
      name: 'counters',
      tables: [
        {
          name: 'counter',
          columns: [
            { name: 'id', kind: 'key' },
            { name: 'count', kind: 'integer' },
          ],
          primaryKey: ['id'],
          indexes: [],
        },
      ],
    },
  ],
};

describe('SQLite in threads', () => {
  let folder: string;
  let path: string;
  let store: Store<CounterSchema>;

  beforeEach(async () => {
    folder = makeTestFolder('lingpai-thread-');
    path = join(folder, 'counters.db');
    store = await Store.open<CounterSchema>({ url: `sqlite:${path}`, migrations });
    await store.write((database) => database.insertInto('counter').values({ id: 'a', count: 0 }).execute());
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = () =>
    store.read((database) => database.selectFrom('counter').select('count').executeTakeFirstOrThrow());
  const increment = () =>
    store.write(async (database) => {
      const row = await database.selectFrom('counter').select('count').executeTakeFirstOrThrow();
      await database
        .updateTable('counter')
        .set({ count: row.count + 1 })
        .execute();
      return row.count;
    });

  it('runs transactions one after the other, and commits each before its caller goes on', async () => {
    const before = await Promise.all(Array.from({ length: 50 }, increment));
    expect(before.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(await count()).toEqual({ count: 50 });
  });

  it('undoes a transaction that fails, and not those that share its commit', async () => {
    const failing = () =>
      store.write(async (database) => {
        await database.updateTable('counter').set({ count: 1_000 }).execute();
        throw new Error('not this one');
      });
    const results = await Promise.allSettled([increment(), failing(), increment(), failing(), increment()]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await count()).toEqual({ count: 3 });
  });

  it('commits a transaction although the one after it does nothing yet', async () => {
    let goOn: () => void = () => undefined;
    const waited = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = increment();
    const second = store.write(async (database) => {
      await waited;
      return database.selectFrom('counter').select('count').executeTakeFirstOrThrow();
    });
    await first;
    goOn();
    expect(await second).toEqual({ count: 1 });
  });

  it('reads what is committed while a transaction is open, and goes on with either', async () => {
    expect(await count()).toEqual({ count: 0 });
    await store.write(async (database) => {
      await database.updateTable('counter').set({ count: 1 }).execute();
      expect(await count()).toEqual({ count: 0 });
      await database.updateTable('counter').set({ count: 2 }).execute();
      expect(await Promise.all([count(), count()])).toEqual([{ count: 0 }, { count: 0 }]);
    });
    expect(await count()).toEqual({ count: 2 });
  });

  it('never commits half of a transaction for a read that comes at the same time', async () => {
    const seen = new Set<number>();
    const look = async () => void seen.add((await count()).count);
    const addTwo = () =>
      store.write(async (database) => {
        for (const _ of [1, 2]) {
          await database
            .updateTable('counter')
            .set((expression) => ({ count: expression('count', '+', 1) }))
            .execute();
        }
      });
    await Promise.all(Array.from({ length: 20 }, () => [look(), addTwo(), look(), look()]).flat());
    await look();
    expect([...seen].filter((value) => value % 2 === 1)).toEqual([]);
    expect(await count()).toEqual({ count: 40 });
  });

  it('lets the process work while a statement runs', async () => {
    let turns = 0;
    let isDone = false;
    const slow = store
      .write(async (database) => {
        const rows = Array.from({ length: 5_000 }, (_, index) => ({ id: `row-${index}`, count: index }));
        await database.insertInto('counter').values(rows).execute();
      })
      .finally(() => {
        isDone = true;
      });
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }
    await slow;
    expect(turns).toBeGreaterThan(5);
  });

  it.runIf(existsSync('/proc/self/fd'))('closes every handle, and leaves everything in the main file', async () => {
    await increment();
    await store.close();
    const open = readdirSync('/proc/self/fd').map((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`);
      } catch {
        return '';
      }
    });
    expect(open.filter((name) => name.startsWith(path))).toEqual([]);
    expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false]);
  });
});
