import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addShop, openShops, shopIds } from './support/shop-schema.js';
import { SilentNetwork } from './support/silent-network.js';
import { createDatabase, engineNames, type TestDatabase } from './support/test-database.js';

describe.each(engineNames.filter((name) => name !== 'sqlite'))('a network that swallows packets (%s)', (engine) => {
  let database: TestDatabase;
  let network: SilentNetwork;
  let url: URL;
  beforeAll(async () => {
    database = await createDatabase(engine);
    url = new URL(database.url);
    network = new SilentNetwork(new URL(database.url));
    url.hostname = '127.0.0.1';
    url.port = String(await network.listen());
  });
  afterAll(async () => {
    network.close();
    await database.drop();
  });

  it('fails every read in time, however many there are, and recovers', async () => {
    const limits = { readTimeout: 2_000, connectTimeout: 2_000, statementTimeout: 4_000 };
    const store = await openShops(url.href, { ...limits, connections: 2 });
    try {
      await addShop(store, 'a');
      network.isSilent = true;
      const begun = performance.now();
      const reads = await Promise.allSettled(Array.from({ length: 8 }, () => shopIds(store)));
      // Without a limit, the packets are waited for longer than a minute.
      expect(performance.now() - begun).toBeLessThan(50_000);
      for (const read of reads) {
        expect(read).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
      }
      await expect(shopIds(store)).rejects.toThrow(`at 127.0.0.1:${url.port}/`);
      await expect(addShop(store, 'lost')).rejects.toMatchObject({ code: 'unavailable' });
      network.isSilent = false;
      await expect.poll(() => shopIds(store).catch(() => 'not yet'), { timeout: 120_000 }).toContain('a');
    } finally {
      network.isSilent = false;
      await store.close();
    }
  });

  it('closes while connections are still being made', async () => {
    const limits = { readTimeout: 300, connectTimeout: 300, statementTimeout: 300 };
    const store = await openShops(url.href, { ...limits, connections: 8 });
    network.isSilent = true;
    try {
      const reads = Promise.allSettled(Array.from({ length: 8 }, () => shopIds(store)));
      await expect(store.close()).resolves.toBeUndefined();
      await reads;
    } finally {
      network.isSilent = false;
    }
  });

  it('fails an opening in time', async () => {
    network.isSilent = true;
    try {
      const limits = { readTimeout: 300, connectTimeout: 300, statementTimeout: 300 };
      await expect(openShops(url.href, limits)).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      network.isSilent = false;
    }
  });
});
