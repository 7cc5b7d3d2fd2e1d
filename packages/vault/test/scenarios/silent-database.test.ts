import { expect, it } from 'vitest';
import { SilentNetwork } from '../../../database/test/support/silent-network.js';
import { describeEngines } from '../support/engines.js';

const [m, n] = ['merchant-1', 'merchant-2'];

describeEngines('a database that is reachable, and silent', (tests) => {
  it.runIf(tests.engine !== 'sqlite')(
    'is waited for as long as readTimeout says, and then stale tokens are served',
    async () => {
      await using world = await tests.world();
      const url = new URL(world.database.url);
      const network = new SilentNetwork(new URL(url));
      url.hostname = '127.0.0.1';
      url.port = String(await network.listen());
      try {
        const node = await world.open({
          database: url.href,
          readTimeout: 1_000,
          connectTimeout: 1_000,
          statementTimeout: 1_000,
        });
        await world.grant(node, m, n);
        const { value } = await node.vault.token(world.appId, m);
        network.isSilent = true;
        const begun = performance.now();
        const token = await node.vault.token(world.appId, m);
        expect([token.value, token.stale]).toEqual([value, true]);
        await expect(node.vault.token(world.appId, n)).rejects.toMatchObject({ code: 'database' });
        // Without a limit, either takes a minute and more.
        expect(performance.now() - begun).toBeLessThan(20_000);
        network.isSilent = false;
        await expect.poll(async () => (await node.vault.token(world.appId, m)).stale, { timeout: 120_000 }).toBe(false);
      } finally {
        network.isSilent = false;
        network.close();
      }
    },
  );
});
