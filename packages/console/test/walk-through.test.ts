import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld, type Visit } from './support/console-world.js';
import { settled } from './support/settled.js';

const run = promisify(execFile);

describeInChromium('a day of an operations team', () => {
  let world: ConsoleWorld;
  let receiver: TestReceiver;
  let visit: Visit;

  beforeAll(async () => {
    receiver = await TestReceiver.start();
    world = await ConsoleWorld.start({ settings: { webhooks: localReceivers } });
    await world.hub.node.request('POST', '/v1/webhooks', { body: { url: receiver.url, name: 'Orders service' } });
    visit = await world.visit('/invite');
    return async () => {
      await visit[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    };
  }, 90_000);

  /** Opens a page of the console by its name in the navigation. */
  async function goTo(page: Page, name: string): Promise<void> {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  /** The page as it is now has no grave fault for those who cannot see it. */
  async function isAccessible(page: Page): Promise<void> {
    await settled(page);
    expect(await violations(page)).toEqual([]);
  }

  it('goes from an invitation to a token that is revealed, without a reload', async () => {
    const { context, page, troubles } = visit;
    const { appId, node, sandbox } = world.hub;

    // Invite, and watch the merchant consent on Alipay's page.
    await page.getByLabel('Reference').fill('shop-7');
    await page.getByRole('button', { name: 'Create the link' }).click();
    const panel = page.locator('.invitation');
    const link = await panel.getByText(`${node.address}/c/`).textContent();
    const merchant = await context.newPage();
    await merchant.goto(link ?? '');
    await panel.getByText('Opened', { exact: true }).waitFor();
    await merchant.getByRole('link', { name: 'Authorize at Alipay' }).click();
    await merchant.getByRole('link', { name: 'West Lake Books' }).click();
    await merchant.getByRole('button', { name: 'Consent' }).click();
    await panel.getByText('Authorized', { exact: true }).first().waitFor();
    await merchant.close();
    await isAccessible(page);
    const authorized = panel.getByRole('link').first();
    const authAppId = (await authorized.textContent()) ?? '';
    await authorized.click();
    await page.getByRole('heading', { name: 'shop-7', level: 1 }).waitFor();

    // A program charges a customer through the hub; the customer pays, and Alipay notifies.
    const order = {
      out_trade_no: 'walk-1',
      subject: 'Tea 茶',
      total_amount: '8.80',
      notify_url: `${node.address}/notify/${appId}`,
    };
    const key = await world.hub.createKey(['proxy']);
    const charged = await charge(`${node.address}/proxy/${appId}/${authAppId}/v3/alipay/trade/precreate`, key, order);
    expect(charged).toMatchObject({ out_trade_no: 'walk-1' });
    await page.getByRole('row').filter({ hasText: '/v3/alipay/trade/precreate' }).getByText('200').waitFor();
    sandbox.payTrade(sandbox.listTrades().find(({ outTradeNo }) => outTradeNo === 'walk-1')?.tradeNo ?? '');
    const notified = page.getByRole('row').filter({ hasText: 'trade_status_sync' });
    await notified.filter({ hasText: 'Verified' }).waitFor();
    await isAccessible(page);

    // Its webhook.
    await goTo(page, 'Webhooks');
    await page.getByRole('link', { name: 'Orders service' }).click();
    await page.getByRole('row').filter({ hasText: 'trade.updated' }).getByText('Delivered', { exact: true }).waitFor();
    await isAccessible(page);
    expect(receiver.received.find(({ event }) => event.type === 'trade.updated')?.event.reference).toBe('shop-7');

    // Rotate; the receiver is down meanwhile.
    receiver.react = () => 503;
    await goTo(page, 'Authorizations');
    await page.getByRole('link', { name: 'shop-7' }).waitFor();
    await isAccessible(page);
    await page.getByRole('link', { name: 'shop-7' }).click();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('listitem').getByText('Token pair rotated').waitFor();
    await page.getByRole('cell', { name: 'someone asked for it' }).waitFor();

    // The merchant cancels at Alipay.
    sandbox.cancel({ appId, authAppId });
    await page.getByRole('listitem').getByText('Cancelled by the merchant').waitFor();
    await page.getByRole('button', { name: 'Reveal token' }).and(page.locator(':disabled')).waitFor();

    // Another merchant came by Alipay's own QR code: assign it.
    const other = '2021000000010002';
    await world.hub.grant(other);
    await goTo(page, 'Unassigned');
    await page.getByLabel(`Reference of ${other}`).fill('shop-8');
    await isAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Every authorization is assigned' }).waitFor();

    // The receiver works again: replay what failed.
    await goTo(page, 'Webhooks');
    await page.getByRole('link', { name: 'Orders service' }).click();
    await page.getByText('Waiting', { exact: true }).first().click();
    await page.getByRole('link', { name: 'Token pair rotated' }).click();
    const drawer = page.getByRole('dialog', { name: 'Token pair rotated' });
    await drawer.getByRole('listitem').filter({ hasText: '503 Not taken' }).first().waitFor();
    receiver.react = () => 204;
    await drawer.getByRole('button', { name: 'Send again' }).click();
    await drawer.getByRole('listitem').filter({ hasText: '204 Taken' }).waitFor();
    await isAccessible(page);
    await drawer.getByRole('button', { name: 'Close' }).click();

    // Reveal a token, for a reason that is recorded.
    await goTo(page, 'Authorizations');
    await page.getByRole('link', { name: 'shop-8' }).click();
    await page.getByRole('button', { name: 'Reveal token' }).click();
    await page.getByLabel('Reason').fill('ticket 42');
    await page.getByRole('dialog').getByRole('button', { name: 'Reveal', exact: true }).click();
    const { pairs = [] } = sandbox.state().authorizations.find((one) => one.authAppId === other) ?? {};
    await page
      .getByRole('dialog')
      .getByText(pairs.at(-1)?.appAuthToken ?? 'a token', { exact: true })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const entry = page.getByRole('listitem').filter({ hasText: 'Token revealed' });
    await entry.filter({ hasText: 'ticket 42' }).waitFor();
    await isAccessible(page);

    expect(troubles).toEqual([]);
    const { text: metrics } = await node.request('GET', '/metrics');
    expect(metrics).toContain('# TYPE lingpai_policy_reports_total counter');
    expect(metrics).not.toMatch(/^lingpai_policy_reports_total\{/m);
  });
});

/** A charge by a program that is no browser: `curl`, or plain HTTP where there is none. */
async function charge(address: string, key: string, order: object): Promise<unknown> {
  const body = JSON.stringify(order);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const names = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const byCurl = run('curl', ['--silent', '--show-error', '--fail', ...names, '--data', body, address]);
  const text = await byCurl.then(
    ({ stdout }) => stdout,
    async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return (await fetch(address, { method: 'POST', headers, body })).text();
    },
  );
  return JSON.parse(text);
}
