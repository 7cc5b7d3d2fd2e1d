import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';

const merchant = { authAppId: '2021900000000112', userId: '2088900000000011', kind: 'WEBAPP' } as const;
let sandbox: RunningSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'lingpai-call-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.close();
});

async function call(args: readonly string[], input = '') {
  const run = new CommandLine('call', ...args, '--sandbox', sandbox.endpoint);
  run.process.stdin?.end(input);
  return { exitCode: await run.exitCode(), output: run.output, errors: run.errors };
}

describe('lingpai call', () => {
  it('takes parameters as JSON, from a file and from standard input, and prints the response', async () => {
    const order = JSON.stringify({ out_trade_no: 'cli_1', subject: 'Tea', total_amount: '8.80' });
    const ordered = await call(['alipay.trade.precreate', order]);
    expect(ordered.errors).toBe('');
    expect(JSON.parse(ordered.output)).toMatchObject({
      out_trade_no: 'cli_1',
      qr_code: expect.stringContaining('http'),
    });
    const [trade] = sandbox.listTrades();
    sandbox.payTrade(trade?.tradeNo ?? '');

    const file = join(folder, 'query.json');
    writeFileSync(file, '{"out_trade_no":"cli_1"}');
    const found = await call(['alipay.trade.query', `@${file}`]);
    expect(JSON.parse(found.output)).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '8.80' });

    const refunded = await call(['alipay.trade.refund', '-'], '{"out_trade_no":"cli_1","refund_amount":"8.80"}');
    expect(JSON.parse(refunded.output)).toMatchObject({ fund_change: 'Y' });
    expect(refunded.exitCode).toBe(0);
  });

  it('prints what the events of a stream hold', async () => {
    const streamed = await call(['grandsecurity.bizrisks.fact.check', '{"query":"Is tea a fruit?"}']);
    expect(streamed).toMatchObject({ errors: '', exitCode: 0 });
    expect(JSON.parse(streamed.output)).toEqual([{ content: expect.any(String) }]);
  });

  it.each(['certificate', 'encrypted'] as const)('calls as an application in %s mode', async (kind) => {
    const order = '{"out_trade_no":"cli_app","subject":"Tea","total_amount":"1.00"}';
    const { exitCode, output } = await call(['alipay.trade.precreate', order, '--app', sandbox.app(kind).appId]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ out_trade_no: 'cli_app' });
  });

  it('calls on behalf of a merchant, also after the clock was moved', async () => {
    sandbox.advanceClock(86_400);
    sandbox.consent({ appId: sandbox.app().appId, merchantApplications: [merchant] });
    const order = '{"out_trade_no":"cli_as","subject":"Tea","total_amount":"1.00"}';
    const { exitCode } = await call(['alipay.trade.create', order, '--as', merchant.authAppId]);
    expect(exitCode).toBe(0);
    expect(sandbox.listTrades().find(({ outTradeNo }) => outTradeNo === 'cli_as')).toMatchObject({
      authAppId: merchant.authAppId,
      sellerId: merchant.userId,
    });
  });

  it('masks tokens unless it is asked to show them', async () => {
    const consent = () =>
      JSON.stringify({
        grant_type: 'authorization_code',
        code: sandbox.consent({ appId: sandbox.app().appId, merchantApplications: [merchant] }).app_auth_code,
      });
    const masked = await call(['alipay.open.auth.token.app', consent()]);
    expect(JSON.parse(masked.output)).toMatchObject({
      auth_app_id: merchant.authAppId,
      app_auth_token: expect.stringMatching(/^.{6}….{2}$/),
      app_refresh_token: expect.stringMatching(/^.{6}….{2}$/),
    });
    const shown = await call(['alipay.open.auth.token.app', consent(), '--show-tokens']);
    expect(JSON.parse(shown.output).app_auth_token).toMatch(/^\w{20,}$/);
  });

  it("prints Alipay's error and exits with 2", async () => {
    const { exitCode, output } = await call(['alipay.trade.query', '{"out_trade_no":"none"}']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'ACQ.TRADE_NOT_EXIST', status: expect.any(Number) } });
  });

  it('names every parameter that is wrong, and calls nothing', async () => {
    const before = sandbox.requests().length;
    const wrong = {
      out_trade_no: 7,
      refund: '1',
      goods_detail: [{ quantity: '1', price: '1' }, 'x'],
      query_options: 'a',
    };
    const { exitCode, errors } = await call(['alipay.trade.refund', JSON.stringify(wrong)]);
    expect(exitCode).toBe(1);
    expect(errors).toBe(
      [
        'error: the parameters are wrong:',
        '  out_trade_no: expected string, found number',
        '  refund: there is no such field',
        '  goods_detail[0].quantity: expected integer, found string',
        '  goods_detail[1]: expected an object, found string',
        '  query_options: expected a list, found string',
        '',
      ].join('\n'),
    );
    expect(sandbox.requests()).toHaveLength(before);
    expect((await call(['alipay.trade.refund', '{"out_trade_no":7}', '--no-check'])).exitCode).toBe(2);
  });

  it.each([
    [['alipay.trade.refunds'], 'error: there is no operation alipay.trade.refunds'],
    [['alipay.trade.query', '{'], 'error: parameters: expected JSON\n'],
    [['alipay.trade.query', '[]'], 'error: parameters: expected a JSON object\n'],
    [['alipay.trade.query', '@/no/such/file'], 'error: cannot read /no/such/file\n'],
    [['alipay.trade.query', '{}', '--app', '1'], 'error: --app: the sandbox has no application 1'],
    [['alipay.trade.query', '{}', '--as', '2021900000000331'], 'error: --as: 2021900000000331 has not authorized'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, errors, output } = await call(args);
    expect(exitCode).toBe(1);
    expect(errors).toContain(message);
    expect(output).toBe('');
  });

  it('exits with 3 when no response can be trusted, or there is no sandbox', async () => {
    sandbox.injectFault({ effect: 'bad-signature', match: { path: '/v3/alipay/trade/query' } });
    const forged = await call(['alipay.trade.query', '{"out_trade_no":"cli_1"}']);
    expect(forged.exitCode).toBe(3);
    expect(forged.output).toBe('');
    const run = new CommandLine('call', 'alipay.trade.query', '{}', '--sandbox', 'http://127.0.0.1:1');
    expect(await run.exitCode()).toBe(3);
    expect(run.errors).toContain('no response from http://127.0.0.1:1; "lingpai sandbox" starts one');
  });
});
