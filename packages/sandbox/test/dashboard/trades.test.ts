import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { callJson } from '../support/signed-calls.js';

describeInChromium('the trades of the page at /', () => {
  let browser: Browser;
  let sandbox: RunningSandbox;
  let page: Page;
  let troubles: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    return () => browser.close();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    troubles = [];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of 400')) troubles.push(message.text());
    });
    await page.goto(sandbox.endpoint, { waitUntil: 'commit' });
    await page.getByText('live', { exact: true }).waitFor();
  });

  afterEach(async () => {
    await page.close();
    await sandbox.close();
    expect(troubles).toEqual([]);
  });

  const look = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const message = () => page.locator('#message').textContent();
  const call = (path: string, body: object) => callJson(sandbox, 'POST', `/v3/alipay/${path}`, body);
  const order = (outTradeNo: string, more: object = {}) =>
    call('trade/create', { out_trade_no: outTradeNo, subject: '<b>茶</b>', total_amount: '88.80', ...more });
  const item = (outTradeNo: string) => page.locator('#trade-list > details', { hasText: outTradeNo });
  const status = (outTradeNo: string) =>
    sandbox.listTrades().find((trade) => trade.outTradeNo === outTradeNo)?.status ?? '';

  async function open(outTradeNo: string) {
    await look();
    const found = item(outTradeNo);
    await found.locator('summary').first().click();
    return found;
  }

  it('say what to do while there is none', async () => {
    const text = await page.locator('#trades').textContent();
    expect(text).toContain('No trade yet. Call alipay.trade.precreate');
    expect(text).toContain('No transfer yet. Call alipay.fund.trans.uni.transfer.');
  });

  it('are paid as their buyer, and show what was refunded', async () => {
    await order('o-1', { notify_url: 'http://127.0.0.1:1/notify' });
    const trade = await open('o-1');
    const text = await trade.textContent();
    expect(text).toContain('<b>茶</b>');
    expect(text).toContain('¥88.80');
    expect(text).toContain('http://127.0.0.1:1/notify');
    expect(text).toContain(sandbox.listTrades()[0]?.tradeNo);
    await trade.getByRole('button', { name: 'Pay as the buyer' }).click();
    await trade.getByText('TRADE_SUCCESS').waitFor();
    expect(await message()).toBe('the buyer paid ¥88.80 for o-1');
    expect(status('o-1')).toBe('TRADE_SUCCESS');
    expect(await trade.evaluate((details) => details.hasAttribute('open'))).toBe(true);
    expect(await trade.getByRole('button').count()).toBe(0);

    const refund = { out_trade_no: 'o-1', refund_amount: '8.80', out_request_no: 'r-1', refund_reason: '少一份' };
    await call('trade/refund', refund);
    await look();
    await trade.getByText('refunded ¥8.80').waitFor();
    const cells = await trade.locator('tbody td').allTextContents();
    expect(cells.slice(1)).toEqual(['r-1', '¥8.80', '少一份']);
  });

  it('are closed, and lead to the buyer’s page while they wait', async () => {
    await order('o-1');
    await order('o-2');
    const trade = await open('o-1');
    const address = await trade.getByRole('link').getAttribute('href');
    expect(address).toBe(sandbox.listTrades()[0]?.page);
    await trade.getByRole('button', { name: 'Close' }).click();
    await trade.getByText('TRADE_CLOSED').waitFor();
    expect(await message()).toBe('the trade of o-1 was closed');
    expect([status('o-1'), status('o-2')]).toEqual(['TRADE_CLOSED', 'WAIT_BUYER_PAY']);
    expect(await page.locator('#trades-count').textContent()).toBe('2');
  });

  it('show why a payment fails, and still wait', async () => {
    await order('o-1', { total_amount: '1.01' });
    const trade = await open('o-1');
    await trade.getByRole('button', { name: 'Pay as the buyer' }).click();
    await page.getByText('tradeNo: ACQ.BUYER_BALANCE_NOT_ENOUGH').waitFor();
    await trade.getByText('WAIT_BUYER_PAY').waitFor();
  });

  it('stand next to the transfers, which follow the clock', async () => {
    await call('fund/trans/uni/transfer', {
      out_biz_no: 't-1',
      trans_amount: '1.05',
      product_code: 'TRANS_BANKCARD_NO_PWD',
      payee_info: { identity: '6222020000000000', identity_type: 'BANKCARD_ACCOUNT' },
    });
    await look();
    const transfer = page.locator('#transfer-list > details');
    await transfer.getByText('DEALING').waitFor();
    sandbox.advanceClock(7200);
    await look();
    await transfer.getByText('FAIL', { exact: true }).waitFor();
    await transfer.locator('summary').click();
    expect(await transfer.textContent()).toContain('PAYEE_CARD_INFO_ERROR');
  });

  it('fit a phone', async () => {
    await order('order_with_a_long_number_0123456789_0123456789');
    await call('trade/pay', {
      out_trade_no: 'o-2',
      subject: 's'.repeat(200),
      total_amount: '100000000.00',
      auth_code: '281234567890123456',
    });
    await call('trade/refund', { out_trade_no: 'o-2', refund_amount: '1.00', refund_reason: 'r'.repeat(200) });
    await page.setViewportSize({ width: 390, height: 844 });
    await open('o-2');
    await open('order_with');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
