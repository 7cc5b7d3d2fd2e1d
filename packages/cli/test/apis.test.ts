import { describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';

async function apis(...args: readonly string[]) {
  const run = new CommandLine('apis', ...args);
  return { exitCode: await run.exitCode(), output: run.output, errors: run.errors };
}

describe('lingpai apis', () => {
  it.each([
    [['refund', 'trade'], 'alipay.trade.refund'],
    [['alipay.open.auth.token.app'], 'alipay.open.auth.token.app'],
    [['app_auth_token'], 'alipay.open.auth.token.app'],
    [['换取应用授权令牌'], 'alipay.open.auth.token.app'],
    [['退款'], 'alipay.trade.refund'],
  ])('finds with %j %s', async (words, id) => {
    const { exitCode, output } = await apis(...words, '--limit', '60');
    expect(exitCode).toBe(0);
    expect(output.split('\n')).toContain(id);
  });

  it('lists the operation whose id has the words first', async () => {
    const { output } = await apis('trade', 'refund', '--limit', '1');
    expect(output).toMatch(/^alipay\.trade\.refund\n {4}Refunds a trade .+\n {4}把交易款/);
    expect(output).toMatch(/\n1 of \d+ operations\./);
  });

  it('requires every word to match', async () => {
    const { exitCode, errors, output } = await apis('refund', 'no-such-word');
    expect(exitCode).toBe(1);
    expect(errors).toBe('error: no operation matches "refund no-such-word"\n');
    expect(output).toBe('');
  });

  it('shows the reference of one operation: summary, fields with what is known, codes with advice', async () => {
    const { exitCode, output } = await apis('alipay.trade.refund');
    expect(exitCode).toBe(0);
    expect(output).toContain('POST /v3/alipay/trade/refund\nRefunds a trade in full or in part');
    expect(output).toContain('Repeating a call is safe with the same out_request_no.');
    expect(output).toMatch(
      / {2}refund_amount {2}string {2}退款金额 \(refund amount\)\. Required \(second-hand\), in yuan/,
    );
    expect(output).toMatch(/ {2}goods_detail {2}GoodsDetail\[\] .+\n {4}alipay_goods_id {2}string/);
    expect(output).toMatch(/\n {2}ACQ\.SELLER_BALANCE_NOT_ENOUGH\n {6}\S.+\.\n {6}\S.+。/);
    expect(output).toMatch(/\nResponse:\n(.*\n)*? {2}fund_change/);
  });

  it('says of every field that a call sends what is known about its requirement, and of the others nothing', async () => {
    const { output } = await apis('alipay.open.instantdelivery.merchantagreement.sign');
    expect(output).toContain(
      'Fields of the body:\n  open_id  string  Not described in the catalogue. Requirement unknown.\n',
    );
    expect(output).toMatch(
      /Response:\n {2}sign_url {2}string {2}Not described here; elsewhere: 签约链接 \(signing link\)\.\n/,
    );
  });

  it('prints JSON for programs', async () => {
    const found = JSON.parse((await apis('trade', 'refund', '--json', '--limit', '2')).output);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ id: 'alipay.trade.refund', en: expect.any(String), zh: expect.any(String) });
    const reference = JSON.parse((await apis('alipay.trade.refund', '--json')).output);
    expect(reference).toMatchObject({
      id: 'alipay.trade.refund',
      method: 'POST',
      document: '2025-12-15',
      schemas: { AlipayTradeRefundModel: { refund_amount: { decimals: 2 } } },
      advice: { 'ACQ.SELLER_BALANCE_NOT_ENOUGH': { en: expect.any(String) } },
    });
  });

  it('marks what the published document has not, or a newer one no longer has', async () => {
    const listed = await apis('security', 'sss', 'create');
    expect(listed.output).toContain('alipay.security.data.sss.create  (retired)\n');
    const described = async (id: string) => (await apis(id)).output;
    expect(await described('alipay.security.data.sss.create')).toContain(
      "Retired: Alipay's document of 2025-08-05 has this operation, that of 2025-12-15 no longer does.\n",
    );
    expect(await described('alipay.security.data.sss.create')).toContain('evidently a test interface');
    expect(await described('alipay.trade.applepay.authentication.submit')).toContain(
      "Removed upstream: Alipay's document of 2026-09-23 no longer has this operation.\n",
    );
    const streamed = await described('grandsecurity.bizrisks.fact.check');
    expect(streamed).toContain("Newer: Alipay's document of 2026-09-23 added this operation.\n");
    expect(streamed).toContain('An event of the response:\n  content  string');
    expect(await described('alipay.user.deloauth.detail.query')).toContain('Uncatalogued: ');
    expect(await described('alipay.trade.pay')).toContain('ACQ.BUYER_BANKCARD_DECLINED');
  });

  it('refuses a wrong limit', async () => {
    const { exitCode, errors } = await apis('refund', '--limit', '0');
    expect(exitCode).toBe(1);
    expect(errors).toContain('Expected a whole number from 1 to 99999.');
  });
});
