import { beforeAll, expect, it } from 'vitest';
import { addReceiver } from '../../hub/test/support/add-receiver.js';
import { localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { consolePageNames, consolePages } from './support/console-pages.js';
import { ConsoleWorld } from './support/console-world.js';
import type { FilledWorld } from './support/fill-world.js';
import { settled } from './support/settled.js';

const authAppId = '2021000000000011';

describeInChromium('every page', () => {
  let world: ConsoleWorld;
  let filled: FilledWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start({ settings: { webhooks: localReceivers } });
    const { hub } = world;
    const receiver = await TestReceiver.start();
    const added = await addReceiver(hub, receiver);
    await hub.grant(authAppId);
    const link = await hub.node.request('POST', `/v1/apps/${hub.appId}/links`, { body: { reference: 'shop-2' } });
    filled = { appId: hub.appId, authAppId, webhookId: added.id, linkId: link.json.id };
    await added.deliveries('delivered', 1);
    return async () => {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    };
  }, 90_000);

  it.each([
    { language: 'en', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    { language: 'zh', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  ] as const)(
    'has no serious fault for readers in $language, $colorScheme, at $viewport.width px',
    async (options) => {
      const found: string[] = [];
      for (const name of consolePageNames) {
        const key = name === 'sign-in' ? { key: null } : {};
        await using visit = await world.visit(consolePages[name](filled), { ...options, ...key });
        await settled(visit.page);
        const overflow = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const problems = [...visit.troubles, ...(await violations(visit.page))];
        if (overflow > 0) problems.push(`${overflow} px too wide`);
        found.push(...problems.map((problem) => `${name}: ${problem}`));
      }
      expect(found).toEqual([]);
    },
    240_000,
  );
});
