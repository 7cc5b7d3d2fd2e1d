import { beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

describeInChromium('the unassigned authorizations', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    await world.hub.grant('2021000000010001');
    await world.hub.grant('2021000000010002');
    return () => world[Symbol.asyncDispose]();
  });

  it('cannot be assigned by a member who may only read', async () => {
    const key = await world.hub.createKey(['read']);
    await using visit = await world.visit('/unassigned', { key });
    await visit.page.getByRole('link', { name: '2021000000010001' }).waitFor();
    expect(await visit.page.getByRole('button', { name: 'Assign' }).count()).toBe(0);
  });

  it('are assigned one after the other by keyboard, until none is left', async () => {
    await using visit = await world.visit('/unassigned');
    const { page, troubles } = visit;
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Reference of 2021000000010001').fill('shop-1');
    await page.keyboard.press('Enter');
    await page.getByLabel('Reference of 2021000000010001').waitFor({ state: 'detached' });
    await page.keyboard.type('shop-2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Every authorization is assigned' }).waitFor();
    const { json } = await world.hub.node.request('GET', `/v1/apps/${world.hub.appId}/authorizations`);
    const references = json.authorizations.map(({ reference }: { reference: string }) => reference);
    expect(references).toEqual(['shop-1', 'shop-2']);
    expect(troubles).toEqual([]);
  });
});
