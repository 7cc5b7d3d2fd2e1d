import { beforeAll, expect, it } from 'vitest';
import { until } from '../../hub/test/support/until.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

const merchant = '2021000000000011';

describeInChromium('the activity in the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    return () => world[Symbol.asyncDispose]();
  });

  const rotate = (reason: string) =>
    world.hub.node.request('POST', `/v1/apps/${world.hub.appId}/authorizations/${merchant}/rotate`, {
      body: { reason },
    });

  it('follows what happens, and counts it while it is paused', async () => {
    await using visit = await world.visit('/activity');
    const { page, troubles } = visit;
    await page.getByText('Nothing happened yet').waitFor();
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await world.hub.grant(merchant);
    await page.getByRole('row').filter({ hasText: 'Code redeemed' }).filter({ hasText: 'Took effect' }).waitFor();
    const notified = page.getByRole('row').filter({ hasText: 'Authorization notification' });
    await notified.filter({ hasText: 'Verified' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('status').getByText('Paused').waitFor();
    await rotate('a token was exposed');
    await page.getByText('1 new event', { exact: true }).waitFor();
    expect(await page.getByText('a token was exposed').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('row').filter({ hasText: 'a token was exposed' }).waitFor();
    await notified.getByRole('link', { name: merchant }).first().click();
    await page.waitForURL(`**/authorizations/${world.hub.appId}/${merchant}**`);
    expect(troubles).toEqual([]);
  });

  it('says why a notification was refused, at an address of its own', async () => {
    await world.hub.node.request('POST', `/notify/${world.hub.appId}`, {
      key: null,
      body: `notify_id=1&app_id=${world.hub.appId}&notify_type=trade_status_sync&sign_type=RSA2&sign=AAAA`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await until('it is listed', async () => {
      const { json } = await world.hub.node.request('GET', '/v1/activity?verdict=refused');
      return json.activity.length === 1;
    });
    await using visit = await world.visit('/activity?time=day');
    const { page, troubles } = visit;
    await page.getByText('Notifications', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Verdict' }).click();
    await page.getByTitle('Refused', { exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'no valid signature' }).waitFor();
    await page.getByText('Code redeemed').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Refused request' }).click();
    const drawer = page.getByRole('dialog', { name: 'Refused request' });
    await drawer.getByText('It is not proven to be Alipay’s.').waitFor();
    const address = new URL(page.url());
    expect(Object.fromEntries(address.searchParams)).toEqual({
      time: 'day',
      kind: 'notification',
      verdict: 'refused',
      entry: expect.stringMatching(/^ntf_[0-9a-f]{32}$/),
    });
    await page.reload();
    await drawer.getByText('no valid signature').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('Code redeemed').waitFor();
    expect(troubles).toEqual([]);
  });

  it('shows what of an hour, of a merchant, of every application', async () => {
    await world.hub.grant('2021000000000012');
    const past = '/activity?time=range&since=2020-01-01T00:00&until=2020-01-02T00:00';
    await using visit = await world.visit(past);
    const { page, troubles } = visit;
    await page.getByText('Nothing matches the filters').waitFor();
    await page.getByText('Not live').waitFor();
    await page.goto(`${world.address}/activity?authAppId=${merchant}&kind=operation`);
    await page.getByRole('link', { name: 'Token pair rotated' }).waitFor();
    expect(await page.getByText('2021000000000012').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Application' }).last().click();
    await page.getByTitle('All applications').click();
    await page.getByRole('columnheader', { name: 'Application', exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('of')).toBe('all');
    expect(troubles).toEqual([]);
  });

  it('can be read in Chinese, in the dark, on a phone; and only with the permission', async () => {
    const viewport = { width: 390, height: 844 };
    await using visit = await world.visit('/activity', { language: 'zh', colorScheme: 'dark', viewport });
    const { page, troubles } = visit;
    await page.getByText('换取令牌').first().waitFor();
    await page.getByRole('status').getByText('实时', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.route('**/v1/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), scopes: ['webhooks'] } });
    });
    await page.reload();
    await page.getByText('无权查看').waitFor();
    await settled(page);
    expect(troubles).toEqual([]);
  });
});
