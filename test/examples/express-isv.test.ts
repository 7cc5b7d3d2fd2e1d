import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = resolve(import.meta.dirname, '../../examples/express-isv/src/main.js');
const merchant = { authAppId: '2021900000000221', userId: '2088900000000022' };

/** The example, as `npm start` runs it. */
class Example {
  readonly process: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  output = '';
  errors = '';

  constructor(...args: readonly string[]) {
    this.process = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.process, 'close');
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  async until(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const ended = await Promise.race([
        this.#exited.then(() => true),
        once(this.process.stdout ?? this.process, 'data').then(() => false),
      ]);
      if (ended && !this.output.includes(text)) throw new Error(`ended without "${text}": ${this.errors}`);
    }
  }

  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.process.exitCode;
  }
}

describe('npm start', () => {
  it('walks through everything, prints it, and ends with 0', async () => {
    const example = new Example('--once');
    expect(await example.exitCode()).toBe(0);
    expect(example.errors).toBe('');
    expect(example.output.split('\n')).toEqual([
      "Invite                the merchant's browser goes to /page/message/tasksDetail",
      'Consent               2021900000000111 is active, reference tea',
      'Charge                8.80 yuan: WAIT_BUYER_PAY, with a QR code',
      'Pay                   the customer pays on the page of the QR code',
      'Trade notification    8.80 yuan: TRADE_SUCCESS',
      'Refund                8.80 yuan: TRADE_CLOSED',
      'Cancel                2021900000000111 is cancelled',
      '',
    ]);
  });
});

describe('the example for Express', () => {
  let example: Example;
  let service = '';
  let sandbox = '';

  beforeAll(async () => {
    example = new Example();
    await example.until('Ctrl-C stops both.');
    [, service = ''] = example.output.match(/The service: +(\S+)/) ?? [];
    [, sandbox = ''] = example.output.match(/Alipay's dashboard: +(\S+)/) ?? [];
  });

  afterAll(() => example.process.kill('SIGKILL'));

  async function open(url: string, form?: Readonly<Record<string, string>>) {
    const posted = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, { redirect: 'manual', ...posted });
    return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
  }

  async function control(path: string, body: object = {}) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${sandbox}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  }

  /** What the merchant's browser does on Alipay's pages; returns where it is sent. */
  async function decide(decision: 'consent' | 'decline', shop: string): Promise<string> {
    const { location } = await open(`${service}/invite?shop=${encodeURIComponent(shop)}`);
    const address = `${location}&merchant=${merchant.userId}`;
    const { text } = await open(address);
    const [, token = ''] = text.match(/name="form_token" value="([^"]+)"/) ?? [];
    return (await open(address, { form_token: token, auth_app_id: merchant.authAppId, decision })).location;
  }

  /** Waits for a state: the notification arrives when Alipay has sent it. */
  async function untilShown(url: string, text: string): Promise<void> {
    while (!(await open(url)).text.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  it('charges the customer of a merchant who consented, and refunds', async () => {
    const callback = await decide('consent', '<West & Lake>');
    expect((await open(callback)).location).toBe('/');
    expect((await open(callback)).location).toBe('/');
    const list = (await open(service)).text;
    expect(list).toContain(`&#60;West &#38; Lake&#62; ${merchant.authAppId} active`);

    const charged = await open(`${service}/charges`, { merchant: merchant.authAppId, amount: '12.50' });
    expect(charged.status).toBe(303);
    const order = `${service}${charged.location}`;
    const { text } = await open(order);
    expect(text).toContain('<h1>12.50 yuan: WAIT_BUYER_PAY</h1><svg');

    const { trades } = await (await fetch(`${sandbox}/sandbox/trades`)).json();
    const trade = trades.find((one: { outTradeNo: string }) => charged.location.endsWith(one.outTradeNo));
    expect(trade).toMatchObject({ authAppId: merchant.authAppId, sellerId: merchant.userId, totalAmount: '12.50' });
    await control(`trades/${trade.tradeNo}/pay`);
    await untilShown(order, '12.50 yuan: TRADE_SUCCESS');

    expect((await open(`${order}/refund`, {})).status).toBe(303);
    await untilShown(order, '12.50 yuan: TRADE_CLOSED');

    const { appId } = (await (await fetch(`${sandbox}/sandbox/applications`)).json()).applications[0];
    await control('cancellations', { appId, authAppId: merchant.authAppId });
    await untilShown(service, `${merchant.authAppId} cancelled`);
    expect((await open(`${service}/charges`, { merchant: merchant.authAppId, amount: '1.00' })).text).toContain(
      'Refused: cancelled',
    );
  });

  it('offers another invitation to a merchant who declines', async () => {
    const { status, text } = await open(await decide('decline', 'lake'));
    expect(status).toBe(403);
    expect(text).toContain('<h1>Not authorized: declined</h1>');
    const [, link = ''] = text.match(/href="([^"]+)">Authorize/) ?? [];
    expect(link).toContain(`${sandbox}/page/message/tasksDetail`);
  });

  it.each([
    ['', 400],
    ['?app_auth_code=made-up', 403],
  ])('refuses a callback that Alipay did not cause: "%s"', async (query, status) => {
    expect((await open(`${service}/callback${query}`)).status).toBe(status);
  });

  it('does not say whose an authorization is that comes without its state', async () => {
    const callback = new URL(await decide('consent', 'lake'));
    callback.searchParams.delete('state');
    const { status, text } = await open(callback.href);
    expect([status, text.includes('We will ask you which shop this is for.')]).toEqual([200, true]);
  });

  it.each([
    ['no merchant', { amount: '8.80' }],
    ['an amount without fen', { merchant: merchant.authAppId, amount: '8' }],
    ['no form', {}],
  ])('refuses a charge with %s', async (_, form) => {
    expect((await open(`${service}/charges`, form)).status).toBe(400);
  });

  it('does not believe a forged notification', async () => {
    const forged = { notify_type: 'trade_status_sync', out_trade_no: '1', trade_status: 'TRADE_SUCCESS', sign: 'AA==' };
    for (const path of ['/notify', '/notify/trades']) {
      expect((await open(`${service}${path}`, forged)).text).toBe('fail');
    }
  });

  it('stops the service and the sandbox on SIGTERM', async () => {
    example.process.kill('SIGTERM');
    expect(await example.exitCode()).toBe(0);
    await expect(fetch(sandbox)).rejects.toThrow('fetch failed');
  });
});
