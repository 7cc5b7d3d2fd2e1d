import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

const merchant = '2021000000000011';
const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant(merchant);
  key = await world.createKey(['proxy']);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Alipay's own client, which signs with the application's key and is given the merchant's token. */
async function bySdk(path: string, body: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const { appId, privateKey = '', alipayPublicKey } = world.app;
  const sdk = new AlipaySdk({ appId, privateKey, alipayPublicKey, endpoint: world.sandbox.endpoint });
  const tokenPath = `/v1/apps/${world.appId}/authorizations/${merchant}/token`;
  const { json } = await world.node.request('GET', tokenPath);
  const called = await sdk.curl('POST', path, { body, appAuthToken: json.token }).then(
    ({ data, responseHttpStatus }) => ({ status: responseHttpStatus, body: data }),
    ({ code, message, responseHttpStatus }) => ({ status: responseHttpStatus, body: { code, message } }),
  );
  return called;
}

/** `curl`, which knows an address of the hub and an API key. */
async function byCurl(path: string, body: object): Promise<{ status: number; body: unknown }> {
  const { stdout } = await run('curl', [
    ...['-sS', '-w', '\n%{http_code}', '-H', `authorization: Bearer ${key}`, '-H', 'content-type: application/json'],
    ...['-d', JSON.stringify(body), `${world.node.address}/proxy/${world.appId}/${merchant}${path}`],
  ]);
  const [text = '', status = ''] = stdout.split('\n');
  return { status: Number(status), body: JSON.parse(text) };
}

describe.skipIf(!hasCurl)("Alipay's own client that signs itself, and curl through the hub", () => {
  it('get the same response to the same call for a merchant', async () => {
    const order = { out_trade_no: 'o-1', total_amount: '8.88', subject: '龙井 250g', buyer_id: '2088000000000002' };
    expect(await byCurl('/v3/alipay/trade/create', order)).toMatchObject({ status: 200 });
    const sdk = await bySdk('/v3/alipay/trade/query', { out_trade_no: 'o-1' });
    const curl = await byCurl('/v3/alipay/trade/query', { out_trade_no: 'o-1' });
    expect(curl).toMatchObject({ status: 200, body: { out_trade_no: 'o-1', total_amount: '8.88' } });
    expect(curl).toEqual(sdk);
    const [first, second] = world.sandbox.requests().slice(-2);
    expect(second?.headers['alipay-app-auth-token']).toBe(first?.headers['alipay-app-auth-token']);
    expect(second?.body).toBe(first?.body);
  });

  it('get the same error', async () => {
    const sdk = await bySdk('/v3/alipay/trade/query', { out_trade_no: 'nothing' });
    const curl = await byCurl('/v3/alipay/trade/query', { out_trade_no: 'nothing' });
    expect(curl.status).toBe(400);
    expect(curl.body).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    expect(sdk.status).toBe(curl.status);
    expect(sdk.body).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
  });
});
