import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlipayClient } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { officialClient } from '../support/official-client.js';

describeInChromium('a person who pays in a browser', () => {
  let browser: Browser;
  let sandbox: RunningSandbox;
  let shop: string;
  /** The page of the shop that leads to the payment. */
  let checkout = '';
  const zone = process.env.TZ;

  beforeAll(async () => {
    process.env.TZ = 'Asia/Shanghai';
    [browser, sandbox] = await Promise.all([launchChromium(), startSandbox()]);
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(url === '/checkout' ? checkout : 'back in the shop');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    shop = `http://localhost:${(server.address() as AddressInfo).port}`;
    return async () => {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
      await Promise.all([browser.close(), sandbox.close()]);
      server.closeAllConnections();
      server.close();
    };
  });

  const bizContent = { out_trade_no: '7', subject: '商品 "A" & <b>', total_amount: '8.80', product_code: 'P' };

  async function settle(button: 'Pay' | 'Cancel') {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.setDefaultTimeout(10_000);
    await page.goto(`${shop}/checkout`);
    await page.getByText('商品 "A" & <b>').waitFor();
    await page.getByRole('button', { name: button }).click();
    await page.getByText('back in the shop').waitFor();
    const address = new URL(page.url());
    await page.close();
    expect(problems).toEqual([]);
    return { path: address.pathname, fields: Object.fromEntries(address.searchParams) };
  }

  it.each(['key', 'certificate'] as const)(
    'comes from the official client’s form and returns, %s mode',
    async (kind) => {
      const official = officialClient(sandbox.endpoint, sandbox.app(kind));
      checkout = official.pageExecute('alipay.trade.page.pay', 'POST', {
        bizContent: { ...bizContent, out_trade_no: kind },
        returnUrl: `${shop}/paid`,
      });
      const { path, fields } = await settle('Pay');
      expect(path).toBe('/paid');
      expect(fields).toMatchObject({ out_trade_no: kind, total_amount: '8.80' });
      expect(official.checkNotifySignV2(fields)).toBe(true);
    },
  );

  it('comes from this project’s form, and leaves without paying', async () => {
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
    const content = { ...bizContent, quit_url: `${shop}/basket` };
    checkout = await client.pageExecute('alipay.trade.wap.pay', content, { returnUrl: `${shop}/paid` });
    expect(await settle('Cancel')).toEqual({ path: '/basket', fields: {} });
  });
});
