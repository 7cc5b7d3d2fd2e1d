import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import type { AlipaySdk } from 'alipay-sdk';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from './support/chromium.js';
import { type NotificationReceiver, startReceiver } from './support/notification-receiver.js';
import { officialClient } from './support/official-client.js';

const zone = process.env.TZ;
let sandbox: RunningSandbox;
let receiver: NotificationReceiver;

beforeAll(() => {
  // On v2 the official client writes the time of the machine's zone, where Alipay expects UTC+8.
  process.env.TZ = 'Asia/Shanghai';
});

afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

beforeEach(async () => {
  [sandbox, receiver] = await Promise.all([startSandbox(), startReceiver()]);
});

afterEach(async () => {
  await sandbox.close();
  await receiver[Symbol.asyncDispose]();
});

/** A call on trades: its name, and fields in the spelling of the wire. */
type Call = (name: string, fields: Readonly<Record<string, string>>) => Promise<Record<string, unknown>>;

/** On v3 the address of notifications is a field of the body. */
const curl =
  (official: AlipaySdk): Call =>
  async (name, body) => {
    const { data } = await official.curl('POST', `/v3/alipay/trade/${name.replaceAll('.', '/')}`, { body });
    return data;
  };

/** On v2 it is sent next to `biz_content`. The response is in camel case, apart from what the test needs. */
const exec =
  (official: AlipaySdk): Call =>
  async (name, { notify_url: notifyUrl, ...bizContent }) => {
    const parameters = { bizContent, ...(notifyUrl === undefined ? {} : { notifyUrl }) };
    const response = await official.exec(`alipay.trade.${name}`, parameters, { validateSign: true });
    expect(response).toMatchObject({ code: '10000', msg: 'Success' });
    const spelt = Object.entries(response).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]);
    return Object.fromEntries(spelt);
  };

describeInChromium('the official client drives a trade', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    return () => browser.close();
  });

  /** The buyer scans the code and pays. */
  async function pay(address: unknown): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(10_000);
    await page.goto(String(address));
    await page.getByText('¥88.80').waitFor();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByRole('status').getByText('Paid').waitFor();
    await page.close();
  }

  /** The newest notification, which must be genuine. */
  async function notification(official: AlipaySdk): Promise<Readonly<Record<string, string>>> {
    await sandbox.settled();
    const fields = receiver.received.at(-1)?.fields ?? {};
    expect(official.checkNotifySignV2({ ...fields })).toBe(true);
    expect(official.checkNotifySignV2({ ...fields, total_amount: '0.01' })).toBe(false);
    return fields;
  }

  it.each([
    ['curl, key mode', 'key', curl],
    ['curl, certificate mode', 'certificate', curl],
    ['exec, key mode', 'key', exec],
    ['exec, certificate mode', 'certificate', exec],
  ] as const)('from the code to the refund: %s', async (_title, kind, callOf) => {
    const official = officialClient(sandbox.endpoint, sandbox.app(kind));
    const call = callOf(official);
    const name = { out_trade_no: 'o-1' };
    const order = { ...name, subject: '点茶', total_amount: '88.80', notify_url: receiver.url };

    const { qr_code: address } = await call('precreate', order);
    await pay(address);
    const paid = await notification(official);
    expect(paid).toMatchObject({ ...name, trade_status: 'TRADE_SUCCESS', total_amount: '88.80', subject: '点茶' });
    expect(await call('query', name)).toMatchObject({ trade_status: 'TRADE_SUCCESS', trade_no: paid.trade_no });

    const part = { ...name, refund_amount: '8.80', out_request_no: 'r-1' };
    expect(await call('refund', part)).toMatchObject({ fund_change: 'Y', refund_fee: '8.80' });
    expect(await notification(official)).toMatchObject({ trade_status: 'TRADE_SUCCESS', refund_fee: '8.80' });
    expect(await call('refund', part)).toMatchObject({ fund_change: 'N', refund_fee: '8.80' });
    expect(await call('fastpay.refund.query', { ...name, out_request_no: 'r-1' })).toMatchObject({
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '8.80',
    });

    const rest = { ...name, refund_amount: '80.00', out_request_no: 'r-2' };
    expect(await call('refund', rest)).toMatchObject({ fund_change: 'Y', refund_fee: '88.80' });
    expect(await notification(official)).toMatchObject({ trade_status: 'TRADE_CLOSED', refund_fee: '88.80' });
    expect(await call('query', name)).toMatchObject({ trade_status: 'TRADE_CLOSED' });
    expect(receiver.received).toHaveLength(3);
  });
});

describe('the configuration check of the official client’s README', () => {
  it.each(['key', 'certificate', 'encrypted'] as const)('succeeds, %s', async (kind) => {
    const official = officialClient(sandbox.endpoint, sandbox.app(kind));
    const { responseHttpStatus, traceId } = await official.curl('POST', '/v3/alipay/user/deloauth/detail/query', {
      body: { date: '20230102', offset: 20, limit: 1 },
      needEncrypt: kind === 'encrypted',
    });
    expect(responseHttpStatus).toBe(200);
    expect(traceId).toMatch(/\S/);
  });
});
