import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../hub/test/support/until.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { ConsoleWorld } from './support/console-world.js';

const merchants = ['2021000000000011', '2021000000000012', '2021000000000013'];

describeInChromium('the authorizations', () => {
  let world: ConsoleWorld;
  let of: (authAppId: string) => string;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    await world.hub.grant(...merchants);
    const at = (authAppId: string) => `/v1/apps/${world.hub.appId}/authorizations/${authAppId}`;
    of = (authAppId) => `/authorizations/${world.hub.appId}/${authAppId}`;
    await world.hub.node.request('POST', `${at('2021000000000011')}/assign`, { body: { reference: 'shop-1' } });
    await world.hub.node.request('POST', `${at('2021000000000013')}/deactivate`);
    return () => world[Symbol.asyncDispose]();
  });

  const rows = (page: Page) => page.getByRole('table').getByRole('link').allTextContents();

  it('are filtered by what the address says, and found by the search box', async () => {
    await using visit = await world.visit('/authorizations?state=deactivated');
    const { page, troubles } = visit;
    await page.getByText('1 row on this page').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('3 rows on this page').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('shop-');
    await page.keyboard.press('Enter');
    await page.getByText('1 row on this page').waitFor();
    expect(await rows(page)).toEqual(['shop-1']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('shop-');
    expect(troubles).toEqual([]);
  });

  it('are exported as CSV', async () => {
    await using visit = await world.visit('/authorizations');
    const { page } = visit;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFreference,authAppId,userId,state,/);
    expect(lines[1]).toMatch(/^shop-1,2021000000000011,2088000000000001,active,/);
    expect(lines).toHaveLength(4);
  });

  it('are rotated together, with progress', async () => {
    await using visit = await world.visit('/authorizations?state=active');
    const { page, troubles } = visit;
    await page.getByText('2 rows on this page').waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog', { name: 'Rotating token pairs' }).getByText('2 of 2').waitFor();
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    expect(troubles).toEqual([]);
  });

  it('show a cancellation at Alipay without a reload', async () => {
    await using visit = await world.visit(of('2021000000000012'));
    const { page } = visit;
    await page.getByRole('heading', { name: '2021000000000012' }).waitFor();
    world.hub.sandbox.cancel({ appId: world.hub.appId, authAppId: '2021000000000012' });
    await page.getByRole('listitem').getByText('Cancelled by the merchant').waitFor();
    await page.getByText(/appauth\.cancelled/).waitFor();
  });

  it('reveal a token for a reason, which is in the timeline then', async () => {
    await using visit = await world.visit(of('2021000000000011'));
    const { page, troubles } = visit;
    await page.getByRole('button', { name: 'Reveal token' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByText('Say why you need the token').waitFor();
    await page.getByLabel('Reason').fill('ticket 42');
    await page.getByRole('dialog').getByRole('button', { name: 'Reveal', exact: true }).click();
    const found = world.hub.sandbox.state().authorizations.find(({ authAppId }) => authAppId === '2021000000000011');
    const token = found?.pairs.at(-1)?.appAuthToken ?? '';
    await page.getByText(token, { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(token, { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('listitem').getByText('ticket 42').waitFor();
    expect(troubles).toEqual([]);
  });

  it('are checked, assigned, and forgotten after their id was typed', async () => {
    await using visit = await world.visit(of('2021000000000013'));
    const { page, troubles } = visit;
    await page.getByRole('button', { name: 'Assign' }).click();
    await page.getByRole('textbox', { name: 'Reference' }).fill('shop-3');
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
    await page.getByRole('heading', { name: 'shop-3' }).waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Forget' }).click();
    const forget = page.getByRole('dialog').getByRole('button', { name: 'Forget' });
    await page.getByLabel('Type 2021000000000013 to confirm').fill('2021000000000012');
    expect(await forget.isDisabled()).toBe(true);
    await page.getByLabel('Type 2021000000000013 to confirm').fill('2021000000000013');
    await forget.click();
    await page.getByRole('heading', { name: 'Authorizations' }).waitFor();
    await until('it is gone', async () => {
      const { node, appId } = world.hub;
      return (await node.request('GET', `/v1/apps/${appId}/authorizations/2021000000000013`)).status === 404;
    });
    expect(troubles).toEqual([]);
  });

  it('are out of reach without the permission', async () => {
    const key = await world.hub.createKey(['webhooks']);
    await using visit = await world.visit('/authorizations', { key });
    await visit.page.getByText('You may not see this').waitFor();
  });
});
