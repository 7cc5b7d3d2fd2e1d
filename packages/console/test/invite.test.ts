import { beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

describeInChromium('the invitations', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    return () => world[Symbol.asyncDispose]();
  });

  it('say in the preview why it cannot be shown, and show it when it can', async () => {
    await using visit = await world.visit('/invite', {
      prepare: async (page) => {
        const body = JSON.stringify({ type: 'urn:lingpai:problem:database', code: 'database', requestId: 'request-1' });
        await page.route('**/links/preview?*', (route) =>
          route.fulfill({ status: 503, contentType: 'application/problem+json', body }),
        );
      },
    });
    const { page } = visit;
    const phone = page.locator('.phone');
    await phone.getByText('The database of the hub is not available.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/links/preview?*');
    await phone.getByRole('button', { name: 'Try again' }).click();
    await phone.frameLocator('iframe').getByText('Alipay authorization', { exact: true }).first().waitFor();
  });

  it('are created, and followed until the merchant has authorized, without a reload', async () => {
    await using visit = await world.visit('/invite');
    const { context, page, troubles } = visit;
    await settled(page);
    expect(await violations(page)).toEqual([]);
    const sample = page.frameLocator('iframe[title="As the merchant sees it"]');
    await sample.getByText('Alipay authorization', { exact: true }).first().waitFor();
    await page.getByRole('combobox', { name: 'Language of the page' }).click();
    await page.locator('.ant-select-dropdown').getByTitle('中文').click();
    await sample.getByText('用手机', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Language of the page' }).click();
    await page.locator('.ant-select-dropdown').getByTitle('As the browser').click();
    await page.getByLabel('Reference').fill('商'.repeat(17));
    await page.getByText('At most 49 bytes').waitFor();
    await page.getByLabel('Reference').fill('shop-7');
    await page.getByRole('button', { name: 'Create the link' }).click();
    await page.getByRole('img', { name: 'QR code of the invitation of shop-7' }).waitFor();
    expect(await violations(page)).toEqual([]);
    const phone = page.frameLocator('iframe[title="As the merchant sees it"]');
    await phone.getByText('On the phone').waitFor();
    const status = page.getByRole('status').filter({ hasText: /Created|Opened|Authorized/ });
    expect(await status.textContent()).toBe('Created');
    const { json } = await world.hub.node.request('GET', `/v1/apps/${world.hub.appId}/links`);
    const merchant = await context.newPage();
    await merchant.goto(json.links[0].page);
    await status.getByText('Opened').waitFor();
    await merchant.getByRole('link', { name: 'Authorize at Alipay' }).click();
    await merchant.getByRole('link', { name: 'West Lake Books' }).click();
    await merchant.getByRole('button', { name: 'Consent' }).click();
    await status.getByText('Authorized').waitFor();
    await phone.getByText('The authorization is complete').first().waitFor();
    await page.locator('.invitation').getByRole('link').first().click();
    await page.waitForURL(/\/authorizations\/\d+\/\d+/);
    expect(troubles).toEqual([]);
  });

  it('can be read, but not made, without the permission', async () => {
    const key = await world.hub.createKey(['read']);
    await using visit = await world.visit('/invite', { key });
    await visit.page.getByRole('link', { name: 'shop-7' }).waitFor();
    expect(await visit.page.getByRole('button', { name: 'Create the link' }).count()).toBe(0);
  });
});
