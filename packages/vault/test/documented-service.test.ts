import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../database/test/support/free-port.js';
import { until } from './support/invariants.js';
import { LocalAlipay } from './support/local-alipay.js';
import { userIdOf } from './support/world.js';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/vault.md'), 'utf8');
/** The blocks of the page's first chapter: how a key is made, and the service. It has no types, so it runs as it is. */
const command = page.match(/```sh\n(node -e .*?)\n```/s)?.[1] ?? '';
const service = page.match(/```ts\n(import \{ createServer \}.*?)\n```/s)?.[1] ?? '';

describe('the service in the documentation', () => {
  let folder = '';
  let sandbox: LocalAlipay;
  let child: ChildProcess;
  let base = '';
  let printed = '';

  beforeAll(async () => {
    // Inside the workspace, so that the packages are found by their names.
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    folder = mkdtempSync(join(root, 'node_modules/.cache/vault-service-'));
    writeFileSync(join(folder, 'service.mjs'), service);
    sandbox = await LocalAlipay.start();
    const { appId, privateKey = '', alipayPublicKey = '' } = sandbox.app();
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      APP_ID: appId,
      PRIVATE_KEY: privateKey,
      ALIPAY_PUBLIC_KEY: alipayPublicKey,
      ENDPOINT: sandbox.endpoint,
      MASTER_KEY: execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim(),
      PORT: String(port),
      BASE_URL: base,
    };
    child = spawn(process.execPath, ['service.mjs'], { cwd: folder, env });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
    await until('the service listens', () => printed.includes('listening') || child.exitCode !== null);
  });

  afterAll(async () => {
    child?.kill('SIGKILL');
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (path: string, options: RequestInit = {}) => {
    const response = await fetch(`${base}${path}`, { redirect: 'manual', ...options });
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  };
  const consent = async (authAppId: string) => {
    const merchantApplications = [{ authAppId, userId: userIdOf(authAppId), kind: 'WEBAPP' as const }];
    return (await sandbox.consent({ appId: sandbox.app().appId, merchantApplications })).app_auth_code;
  };
  const callback = () => `/callback/${sandbox.app().appId}`;
  const stateOf = async (shop: string) => {
    const { status, location } = await ask(`/authorize?shop=${shop}`);
    expect(status).toBe(302);
    const state = decodeURIComponent(location ?? '').match(/"state":"([^"]+)"|[?&]state=([^&]+)/);
    return encodeURIComponent(state?.[1] ?? state?.[2] ?? '');
  };
  const client = () => {
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    return new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
  };
  /** A customer of the merchant pays by barcode. */
  const charge = async (authAppId: string, order: string) => {
    const { authorizations } = await sandbox.state();
    const pairs = authorizations.find((one) => one.authAppId === authAppId)?.pairs;
    const trades = new AlipayTradeApi(client().onBehalfOf(pairs?.at(-1)?.appAuthToken ?? ''));
    const notify_url = `${base}/notify/${sandbox.app().appId}`;
    const payment = { out_trade_no: order, subject: '茶', total_amount: '8.80', auth_code: '281234567890123456' };
    await trades.pay({ ...payment, scene: 'bar_code', notify_url });
  };
  const notify = async (authAppId: string) => {
    const all = await sandbox.notifications();
    const notification = all.findLast((one) => one.authAppId === authAppId);
    if (notification === undefined) throw new Error(`there is no notification about ${authAppId}`);
    const body = await sandbox.post(notification);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return (await ask(`/notify/${sandbox.app().appId}`, { method: 'POST', body, headers })).text;
  };

  it('is about 60 lines long', () => {
    expect(service.split('\n').length).toBeLessThan(75);
  });

  it('authorizes a merchant and acts for it until it cancels', async () => {
    const code = await consent('merchant-1');
    const path = `${callback()}?app_auth_code=${code}&state=${await stateOf('shop-1')}`;
    const authorized = { status: 200, text: expect.stringContaining('授权成功') };
    expect(await ask(path)).toMatchObject(authorized);
    expect(await ask(path)).toMatchObject(authorized);
    expect(await notify('merchant-1')).toBe('success');
    await charge('merchant-1', '1');
    const trade = await ask('/trade?merchant=merchant-1&order=1');
    expect(trade.status).toBe(200);
    expect(JSON.parse(trade.text)).toMatchObject({ out_trade_no: '1', trade_status: 'TRADE_SUCCESS' });
    await until('the payment is notified', () => printed.includes('TRADE_SUCCESS 1 shop-1'));
    await until('the event is delivered', () => printed.includes('authorized merchant-1 shop-1'));
    await sandbox.advanceClock(5);
    await sandbox.cancel({ appId: sandbox.app().appId, authAppId: 'merchant-1' });
    expect(await notify('merchant-1')).toBe('success');
    expect(await ask('/trade?merchant=merchant-1&order=1')).toMatchObject({ status: 409 });
    expect(await ask('/trade?merchant=unknown&order=1')).toMatchObject({ status: 409 });
  });

  it('knows what to do when the merchant declined, the code is used, or the state is unknown', async () => {
    const declined = await ask(`${callback()}?error=access_denied&state=${await stateOf('shop-2')}`);
    expect(declined.text).toContain('You declined');
    expect(declined.text).toContain(`href="${sandbox.endpoint}/`);
    expect(await ask(`${callback()}?app_auth_code=never-issued`)).toMatchObject({ status: 400 });

    const used = await consent('merchant-2');
    await new AlipayOpenAuthTokenApi(client()).app({ grant_type: 'authorization_code', code: used });
    const again = await ask(`${callback()}?app_auth_code=${used}&state=${await stateOf('shop-2')}`);
    expect(again.status).toBe(409);
    expect(again.text).toContain(`href="${sandbox.endpoint}/`);

    for (const state of ['', '&state=', '&state=not-ours']) {
      const code = await consent(`merchant-3${state.length}`);
      expect(await ask(`${callback()}?app_auth_code=${code}${state}`)).toMatchObject({
        status: 200,
        text: expect.stringContaining('not for which account'),
      });
    }
    const forged = { method: 'POST', body: 'app_id=1&sign=x', headers: { 'content-type': 'text/plain' } };
    expect((await ask(`/notify/${sandbox.app().appId}`, forged)).text).toBe('fail');
    expect(await ask('/elsewhere')).toMatchObject({ status: 404 });
  });

  it('shuts down', async () => {
    child.kill('SIGTERM');
    const [exitCode] = await once(child, 'exit');
    expect(exitCode, printed).toBe(0);
  });
});
