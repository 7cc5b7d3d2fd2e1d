import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { officialClient } from './support/official-client.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
});

afterEach(() => sandbox.close());

const path = '/v3/alipay/trade/customs/declare';
const client = (kind: 'key' | 'certificate' | 'encrypted' = 'key') =>
  officialClient(sandbox.endpoint, sandbox.app(kind));
const query = (body: object = { out_trade_no: '7' }) => client().curl('POST', path, { body });

describe('the official client by v3', () => {
  it('gets examples of catalogued operations', async () => {
    expect((await query()).data).toMatchObject({ out_trade_no: '7', total_amount: '1.00' });
  });

  it('leaves the names of fields as they are, and learns which one is wrong', async () => {
    await expect(query({ outTradeNo: '7' })).rejects.toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringContaining('outTradeNo不是该接口的参数'),
    });
  });

  it('takes an error for Alipay’s whatever its signature', async () => {
    sandbox.injectFault({ effect: 'bad-signature' });
    await expect(query({ colour: 'red' })).rejects.toMatchObject({ code: 'invalid-parameter' });
    sandbox.injectFault({ effect: 'bad-signature' });
    await expect(query()).rejects.toMatchObject({ code: 'response-signature-verify-error' });
  });

  it('takes any JSON for an error of Alipay’s, without a code', async () => {
    sandbox.injectFault({ effect: 'status', status: 503 });
    await expect(query()).rejects.toMatchObject({ name: 'AlipayRequestError', code: undefined });
  });

  it('shows the page of a proxy as a SyntaxError', async () => {
    sandbox.injectFault({ effect: 'html' });
    await expect(query()).rejects.toThrow(SyntaxError);
  });

  it('does not ask for an encrypted response to a GET, and can read no other', async () => {
    const get = (endpoint: string, app = sandbox.app('encrypted')) =>
      officialClient(endpoint, app).curl('GET', '/v3/alipay/marketing/activity/1', { needEncrypt: true });
    expect(await get(sandbox.endpoint)).toMatchObject({ responseHttpStatus: 200 });
    await using asRequested = await startSandbox({ settings: { encryptResponses: 'as-requested' } });
    await expect(get(asRequested.endpoint, asRequested.app('encrypted'))).rejects.toThrow();
  });

  it('encrypts an empty text when there is no body, which is refused', async () => {
    await expect(client('encrypted').curl('POST', path, { needEncrypt: true })).rejects.toMatchObject({
      code: 'illegal-json',
    });
  });

  it('stops at a certificate that Alipay rotated to', async () => {
    const call = () => client('certificate').curl('POST', path, { body: { out_trade_no: '7' } });
    expect((await call()).responseHttpStatus).toBe(200);
    await sandbox.rotateCertificate();
    await expect(call()).rejects.toMatchObject({ code: 'response-alipay-sn-verify-error' });
  });
});
