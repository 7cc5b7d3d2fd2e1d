import type { Node } from './world.js';

/** For tests that wait for a lease to end. */
export const shortLease = { callTimeout: 150, lease: 300 } as const;

/** Whether nobody is at anything any more, by the database's clock. */
export async function leasesOver({ context: { store } }: Node): Promise<boolean> {
  const row = await store.read((database) =>
    database
      .selectFrom('operation')
      .select('id')
      .where('state', 'in', ['started', 'answered'])
      .where('lease_until', '>', store.now)
      .executeTakeFirst(),
  );
  return row === undefined;
}
