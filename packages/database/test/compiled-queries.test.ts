import { describe, expect, it } from 'vitest';
import type { QueryOf } from '../src/index.js';
import { addShop, openShops, type ShopSchema } from './support/shop-schema.js';
import { createDatabase, engineNames } from './support/test-database.js';

interface Range {
  readonly first: string;
  readonly last: string;
}

describe.each(engineNames)('a compiled query (%s)', (engine) => {
  it('is built once, and run with other values each time', async () => {
    const database = await createDatabase(engine);
    const store = await openShops(database.url);
    try {
      for (const id of ['a', 'b', 'c', 'd']) await addShop(store, id);
      let built = 0;
      // A constant among the values, and a value that is used twice, in another order than it is given.
      const idsBetween: QueryOf<ShopSchema, Range, { id: string }> = (from, value) => {
        built += 1;
        return from
          .selectFrom('shop')
          .select('id')
          .where('id', '<=', value('last'))
          .where('id', '!=', 'c')
          .where((where) => where.or([where('id', '>=', value('first')), where('id', '=', value('last'))]))
          .orderBy('id');
      };
      const between = async (range: Range) => (await store.readCompiled(idsBetween, range)).map(({ id }) => id);
      expect(await between({ first: 'a', last: 'b' })).toEqual(['a', 'b']);
      expect(await between({ first: 'b', last: 'd' })).toEqual(['b', 'd']);
      expect(await Promise.all([between({ first: 'd', last: 'd' }), between({ first: 'a', last: 'a' })])).toEqual([
        ['d'],
        ['a'],
      ]);
      expect(await between({ first: "' or 1 = 1 --", last: '' })).toEqual([]);
      expect(built).toBe(1);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
