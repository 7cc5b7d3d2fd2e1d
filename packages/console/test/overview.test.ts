import { beforeAll, expect, it } from 'vitest';
import { addReceiver } from '../../hub/test/support/add-receiver.js';
import { localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { until } from '../../hub/test/support/until.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

describeInChromium('the overview', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start({ alipay: { refreshReuse: 'strict' }, settings: { webhooks: localReceivers } });
    const { hub } = world;
    await hub.grant('2021000000000011');
    const assign = `/v1/apps/${hub.appId}/authorizations/2021000000000011/assign`;
    await hub.node.request('POST', assign, { body: { reference: 'shop-1' } });
    return () => world[Symbol.asyncDispose]();
  });

  it('says that nothing needs attention, and then what does, each with the button that helps', async () => {
    const { hub } = world;
    const path = `/v1/apps/${hub.appId}/authorizations/2021000000000011`;
    {
      await using visit = await world.visit('/');
      await visit.page.getByText('Nothing needs attention').waitFor();
    }
    await hub.grant('2021000000000012');
    hub.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
    for (const _ of ['lost', 'refused']) await hub.node.request('POST', `${path}/rotate`);
    await using visit = await world.visit('/');
    const { page, troubles } = visit;
    await settled(page);
    const issues = page.getByRole('list').getByRole('listitem');
    await issues.filter({ hasText: 'can no longer be rotated' }).getByRole('link', { name: 'Invite again' }).waitFor();
    await issues
      .filter({ hasText: '1 authorization has no reference' })
      .getByRole('link', { name: 'Assign' })
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await issues.getByRole('link', { name: 'shop-1' }).click();
    await page.getByRole('heading', { name: 'shop-1' }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('leads from a week of the deadlines to its authorizations', async () => {
    await using visit = await world.visit('/');
    const { page, troubles } = visit;
    await page.getByText('As a table').click();
    await page.getByRole('link', { name: 'Week of' }).first().click();
    await page.getByRole('heading', { name: 'Authorizations' }).waitFor();
    expect(Number(new URL(page.url()).searchParams.get('deadlineBefore'))).toBeGreaterThan(Date.now());
    await page.getByRole('link', { name: 'shop-1' }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('shows how long events waited for their receivers', async () => {
    await using receiver = await TestReceiver.start();
    const added = await addReceiver(world.hub, receiver);
    await world.hub.grant('2021000000000013');
    await added.deliveries('delivered', 1);
    // A node writes what it counted every half minute.
    await until(
      'the wait is counted',
      async () => {
        const { json } = await world.hub.node.request('GET', '/v1/stats');
        return json.series.some(({ counts }: { counts: Record<string, number> }) => (counts['webhooks-lag'] ?? 0) > 0);
      },
      60_000,
    );
    await using visit = await world.visit('/');
    const { page, troubles } = visit;
    await page.getByText(/Webhook lag: events waited at most/).waitFor();
    await page.getByRole('img', { name: 'Webhook lag' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
