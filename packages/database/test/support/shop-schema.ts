import { type MigrationSet, Store, type StoreOptions } from '../../src/index.js';

/** The smallest schema that holds something. */
export interface ShopSchema {
  readonly shop: { id: string; name: string };
}

export const shopMigrations: MigrationSet = {
  name: 'shops',
  migrations: [
    {
      version: 1,
      name: 'shops',
      tables: [
        {
          name: 'shop',
          columns: [
            { name: 'id', kind: 'key' },
            { name: 'name', kind: 'label' },
          ],
          primaryKey: ['id'],
          indexes: [],
        },
      ],
    },
  ],
};

export type ShopStore = Store<ShopSchema>;

export function openShops(url: string, options: Partial<StoreOptions> = {}): Promise<ShopStore> {
  return Store.open<ShopSchema>({ url, migrations: shopMigrations, ...options });
}

export const addShop = (store: ShopStore, id: string) =>
  store.write((database) => database.insertInto('shop').values({ id, name: id }).execute());

export async function shopIds(store: ShopStore): Promise<string[]> {
  const rows = await store.read((database) => database.selectFrom('shop').select('id').orderBy('id').execute());
  return rows.map(({ id }) => id);
}
