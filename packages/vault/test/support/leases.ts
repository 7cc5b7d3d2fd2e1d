import type { Node } from './world.js';

/** Whether nobody is at anything any more, by the database's clock. */
export async function leasesOver({ context: { store } }: Node): Promise<boolean> {
  const row = await store.read((database) =>
    database
      .selectFrom('operation')
      .select('id')
      .where('state', 'in', ['started', 'received'])
      .where('lease_until', '>', store.now)
      .executeTakeFirst(),
  );
  return row === undefined;
}

/** Makes every lease end now, for tests that are about what comes after it. */
export async function endLeases({ context: { store } }: Node): Promise<void> {
  await store.write(async (database) => {
    await database.updateTable('operation').set({ lease_until: 1 }).execute();
    await database.updateTable('authorization').set({ lease_until: 1 }).where('lease_until', 'is not', null).execute();
    await database.updateTable('inbox').set({ lease_until: 1 }).where('lease_until', 'is not', null).execute();
  });
}
