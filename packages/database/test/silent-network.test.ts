import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addShop, openShops, shopIds } from './support/shop-schema.js';
import { createDatabase, engineNames, type TestDatabase } from './support/test-database.js';

const defaultPorts: Readonly<Record<string, number>> = { 'postgres:': 5432, 'mysql:': 3306 };

/** A network that can swallow packets: connections stay, and nothing arrives. */
class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;

  constructor(target: URL) {
    this.#server = createServer((incoming) => {
      const outgoing = connect(Number(target.port) || defaultPorts[target.protocol] || 0, target.hostname);
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.on('data', (data) => {
          if (!this.#isSilent) to.write(data);
        });
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  set isSilent(silent: boolean) {
    this.#isSilent = silent;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

describe.each(engineNames.filter((name) => name !== 'sqlite'))('a network that swallows packets (%s)', (engine) => {
  let database: TestDatabase;
  let network: Network;
  let url: URL;
  beforeAll(async () => {
    database = await createDatabase(engine);
    url = new URL(database.url);
    network = new Network(new URL(database.url));
    url.hostname = '127.0.0.1';
    url.port = String(await network.listen());
  });
  afterAll(async () => {
    network.close();
    await database.drop();
  });

  it('fails every read in time, however many there are, and recovers', async () => {
    const limits = { readTimeout: 500, connectTimeout: 500, statementTimeout: 1_000 };
    const store = await openShops(url.href, { ...limits, connections: 2 });
    try {
      await addShop(store, 'a');
      network.isSilent = true;
      const begun = performance.now();
      const reads = await Promise.allSettled(Array.from({ length: 8 }, () => shopIds(store)));
      // Without a limit, the packets are waited for longer than a minute.
      expect(performance.now() - begun).toBeLessThan(20_000);
      for (const read of reads) {
        expect(read).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
      }
      await expect(shopIds(store)).rejects.toThrow(`at 127.0.0.1:${url.port}/`);
      await expect(addShop(store, 'lost')).rejects.toMatchObject({ code: 'unavailable' });
      network.isSilent = false;
      await expect.poll(() => shopIds(store).catch(() => 'not yet'), { timeout: 20_000 }).toContain('a');
    } finally {
      network.isSilent = false;
      await store.close();
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
