import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AlipayParameterError } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenFileApi } from '@lingpai/alipay/apis/alipay-open-file';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

/** Plain JavaScript, which no type has checked. */
const plain = <T>(value: unknown): T => value as T;
const wrong = { outTradeNo: 'secret-1', refund_amount: '88.888', refund_reason: 7 };

function checking() {
  const { transport, sent } = standIn({});
  return { client: standInClient(transport, { checks: true }), sent };
}

async function refusal(call: PromiseLike<unknown>): Promise<AlipayParameterError> {
  const error: unknown = await Promise.resolve(call).then(
    () => 'it was accepted',
    (reason: unknown) => reason,
  );
  if (error instanceof AlipayParameterError) return error;
  throw new Error(`expected an AlipayParameterError, found ${error}`);
}

describe('a client that checks', () => {
  it('names every wrong field at once, and sends nothing', async () => {
    const { client, sent } = checking();
    const error = await refusal(new AlipayTradeApi(client).refund(plain(wrong)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.name).toBe('AlipayParameterError');
    expect(error.operation).toBe('alipay.trade.refund');
    expect(error.message).toBe(
      'alipay.trade.refund: out_trade_no: it or trade_no is required; ' +
        'outTradeNo: there is no such parameter; is it out_trade_no?; ' +
        'refund_amount: expected at most 2 digits after the point; refund_reason: expected string, found integer',
    );
    expect(error.problems.map(({ field, kind }) => [field, kind])).toEqual([
      ['out_trade_no', 'none-of'],
      ['outTradeNo', 'unknown'],
      ['refund_amount', 'decimals'],
      ['refund_reason', 'type'],
    ]);
    expect(JSON.stringify([error.message, error.problems])).not.toMatch(/secret-1|88\.888/);
    expect(sent).toEqual([]);
  });

  it('sends a right call', async () => {
    const { client, sent } = checking();
    await new AlipayTradeApi(client).refund({ out_trade_no: '7', refund_amount: '88.88', refund_reason: undefined });
    await new AlipayOpenAuthTokenApi(client).app({ grant_type: 'authorization_code', code: 'c' });
    expect(sent).toHaveLength(2);
  });

  it('checks what is sent: members that are null are left out, and a date is text', async () => {
    const { client, sent } = checking();
    const trade = new AlipayTradeApi(client);
    await trade.query(plain({ trade_no: '1', out_trade_no: null, org_pid: { toJSON: () => '2088000000000000' } }));
    expect(sent).toHaveLength(1);
    const problems = await refusal(trade.query(plain({ trade_no: null })));
    expect(problems.message).toBe('alipay.trade.query: out_trade_no: it or trade_no is required');
  });

  it('names the fields of an upload by where they are in the call', async () => {
    const { client, sent } = checking();
    const files = new AlipayOpenFileApi(client);
    const error = await refusal(files.upload({ data: plain({ bizCode: 'x' }), file_content: new Uint8Array(1) }));
    expect(error.message).toBe('alipay.open.file.upload: data.bizCode: there is no such parameter; is it biz_code?');
    await files.upload({ data: { biz_code: 'x' }, file_content: new Uint8Array(1) });
    expect(sent).toHaveLength(1);
  });

  it('checks pages, orders and calls of the v2 gateway', async () => {
    const { client, sent } = checking();
    const order = { out_trade_no: '7', subject: 's', total_amount: '0.001' };
    const problem = 'total_amount: expected at most 2 digits after the point; total_amount: expected at least 0.01';
    for (const method of ['alipay.trade.page.pay', 'alipay.trade.wap.pay']) {
      const { message } = await refusal(client.pageExecute(method, plain(order)));
      expect(message).toContain(`${method}: ${problem}`);
    }
    expect((await refusal(client.sdkExecute('alipay.trade.app.pay', plain(order)))).message).toContain(problem);
    const precreate = client.requestV2('alipay.trade.merge.precreate', plain({ timeout_expres: '1d' }));
    expect((await refusal(precreate)).message).toContain(
      'timeout_expres: there is no such parameter; is it timeout_express?',
    );
    await client.pageExecute('alipay.trade.page.pay', plain({ ...order, total_amount: '0.01' }));
    expect(sent).toEqual([]);
  });

  it('leaves alone what is not catalogued', async () => {
    const { client, sent } = checking();
    await client.request({ method: 'POST', path: '/v3/alipay/trade/refund', body: wrong });
    await client.call({ id: 'alipay.added.later', method: 'POST', path: '/v3/a', body: 'json' }, wrong);
    expect(sent).toHaveLength(2);
  });

  it('is asked for by the option, and derived clients check as well', async () => {
    const { transport, sent } = standIn({});
    await new AlipayTradeApi(standInClient(transport)).refund(plain(wrong));
    expect(sent).toHaveLength(1);
    const merchant = standInClient(transport, { checks: true }).onBehalfOf('t');
    await refusal(new AlipayTradeApi(merchant).refund(plain(wrong)));
    expect(() => standInClient(transport, { checks: plain('yes') })).toThrow(
      new TypeError('checks: expected true or false, found other text'),
    );
  });
});

it('loads what the checks know with the first call that is checked', () => {
  const program = `
    const { generateKeyPairSync } = require('node:crypto');
    const { AlipayClient } = require('@lingpai/alipay');
    const { AlipayTradeApi } = require('@lingpai/alipay/apis/alipay-trade');
    const pair = () => generateKeyPairSync('rsa', { modulusLength: 1024 });
    const [{ privateKey }, { publicKey }] = [pair(), pair()];
    const loaded = () => Object.keys(require.cache).some((file) => /cjs.checks/.test(file));
    const transport = () => Promise.reject(new Error('nothing is sent'));
    const options = { appId: '1', privateKey, alipayPublicKey: publicKey, transport, maxRetries: 0 };
    const query = (checks) => new AlipayTradeApi(new AlipayClient({ ...options, checks })).query({});
    const told = [];
    query(false).catch(() => told.push(loaded()))
      .then(() => query(true)).catch((error) => told.push(error.name, loaded()))
      .then(() => console.log(told.join()));
  `;
  const cwd = fileURLToPath(new URL('../../../sandbox', import.meta.url));
  const output = execFileSync(process.execPath, ['--input-type=commonjs', '-e', program], { cwd, encoding: 'utf8' });
  expect(output).toBe('false,AlipayParameterError,true\n');
});
