import { beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { ConsoleWorld } from './support/console-world.js';

const merchant = '2021000000000011';

describeInChromium('the developers page', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    await world.hub.grant(merchant);
    return () => world[Symbol.asyncDispose]();
  });

  it('creates a key that is shown once, and revokes it after its name was typed', async () => {
    await using visit = await world.visit('/developers');
    const { page, troubles } = visit;
    await page.getByRole('button', { name: 'Create API key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await dialog.getByText('Enter a name').waitFor();
    await dialog.getByLabel('Name').fill('till');
    await dialog.getByLabel('Call Alipay').check();
    await dialog.getByLabel('Addresses').fill('127.0.0.0/8,');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    const key = (await dialog.getByText(/^lpk_/).textContent()) ?? '';
    const { node, appId } = world.hub;
    expect((await node.request('GET', `/v1/apps/${appId}`, { key })).status).toBe(200);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(key, { exact: true }).waitFor({ state: 'detached' });
    const row = page.getByRole('row').filter({ hasText: 'till' });
    await row.getByText('127.0.0.0/8').waitFor();
    await row.getByText('Read · Call Alipay').waitFor();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByLabel('Type till to confirm').fill('till');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    expect((await node.request('GET', `/v1/apps/${appId}`, { key })).status).toBe(401);
    expect(troubles).toEqual([]);
  });

  it('tries a call at the sandbox, which the filtered log shows then with its trace id', async () => {
    await using visit = await world.visit('/developers?failed=true');
    const { page, troubles } = visit;
    await page.getByText('No request matches the filters').waitFor();
    await page.getByLabel('Body (JSON)').fill('[]');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Choose a merchant application').waitFor();
    await page.getByText('Enter a JSON object').waitFor();
    await page.getByRole('combobox', { name: 'Merchant application' }).click();
    await page.getByTitle(merchant).click();
    await page.getByLabel('Body (JSON)').fill('{"out_trade_no": "none"}');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('pre').getByText('ACQ.TRADE_NOT_EXIST').waitFor();
    const row = page.getByRole('row').filter({ hasText: '/v3/alipay/trade/query' });
    await row.getByText(/ACQ\.TRADE_NOT_EXIST/).waitFor();
    await row.getByRole('button', { name: /^Copy / }).waitFor();
    await row.getByRole('link', { name: merchant }).click();
    await page.getByRole('heading', { name: merchant }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('says why no call can be tried where calls reach real merchants', async () => {
    const { privateKey, alipayPublicKey } = world.hub.app;
    const body = { appId: '2021000000000099', name: 'Live', keys: { privateKey, alipayPublicKey } };
    expect((await world.hub.node.request('POST', '/v1/apps', { body })).status).toBe(201);
    await using visit = await world.visit('/developers?app=2021000000000099');
    await visit.page.getByText('Calls of “Live” reach real merchants', { exact: false }).waitFor();
    expect(await visit.page.getByRole('button', { name: 'Send' }).count()).toBe(0);
  });
});
