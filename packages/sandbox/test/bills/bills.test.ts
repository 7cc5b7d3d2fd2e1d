import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type ReadBill, readBill } from '../support/read-bill.js';
import { callJson } from '../support/signed-calls.js';
import { v2Call, verified } from '../support/v2-calls.js';

const morning = Date.parse('2026-11-24T10:00:00+08:00');
const day = 86_400;
const billPath = '/v3/alipay/data/dataservice/bill/downloadurl/query';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    applications: [{ mode: 'key' }],
    clock: () => morning,
    settings: { unknownFields: 'refuse' },
  });
});

afterEach(() => sandbox.close());

type Headers = Record<string, string>;

async function call(name: string, body: object, headers: Headers = {}): Promise<void> {
  const { json, status } = await callJson(sandbox, 'POST', `/v3/alipay/trade/${name}`, body, { headers });
  expect([status, json.code]).toEqual([200, undefined]);
}

const pay = (outTradeNo: string, amount: string, more: object = {}, headers: Headers = {}) => {
  const order = { out_trade_no: outTradeNo, total_amount: amount, subject: '点茶', auth_code: '281234567890123456' };
  return call('pay', { ...order, ...more }, headers);
};
const refund = (outTradeNo: string, amount: string, number: string) =>
  call('refund', { out_trade_no: outTradeNo, refund_amount: amount, out_request_no: number });

async function query(date: string, more: Record<string, string> = {}, headers: Headers = {}) {
  const parameters = new URLSearchParams({ bill_type: 'trade', bill_date: date, ...more });
  return (await callJson(sandbox, 'GET', `${billPath}?${parameters}`, undefined, { headers })).json;
}

const download = async (url: unknown) => readBill(new Uint8Array(await (await fetch(String(url))).arrayBuffer()));
const bill = async (date: string, headers: Headers = {}) => {
  const { bill_download_url: url } = await query(date, {}, headers);
  return download(url);
};
const fen = (yuan = '') => Math.round(Number(yuan) * 100);
const sum = (rows: ReadBill['rows'], column: string) => rows.reduce((total, row) => total + fen(row[column]), 0);

/** Three payments and a refund on the 24th; two refunds and a cancellation on the 25th. */
async function twoDays(): Promise<void> {
  await pay('o-1', '88.80', { subject: '茶, "大"杯 & €', body: '第一行\n第二行' });
  await pay('o-2', '0.10');
  await pay('o-3', '12.00');
  sandbox.advanceClock(60);
  await refund('o-1', '8.80', 'r-1');
  sandbox.advanceClock(day);
  await refund('o-1', '0.01', 'r-2');
  await refund('o-2', '0.10', 'r-3');
  await call('cancel', { out_trade_no: 'o-3' });
  sandbox.advanceClock(day);
}

describe('a bill', () => {
  it('is an archive of CSV files in GBK, named after the account and the day', async () => {
    await twoDays();
    const { bill_download_url: url } = await query('2026-11-24');
    const response = await fetch(String(url));
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="20880000000000000156_20261124.csv.zip"',
    );
    const { names, details, summary } = readBill(new Uint8Array(await response.arrayBuffer()));
    expect(names).toEqual([
      '20880000000000000156_20261124_业务明细.csv',
      '20880000000000000156_20261124_业务明细(汇总).csv',
    ]);
    expect(details.split('\r\n').slice(0, 4)).toEqual([
      '#支付宝业务明细查询',
      '#账号：[20880000000000000156]',
      '#起始日期：[2026年11月24日 00:00:00]   终止日期：[2026年11月25日 00:00:00]',
      '#-----------------------------------------业务明细列表----------------------------------------',
    ]);
    expect(details.split('\r\n').slice(-5)).toEqual([
      '#-----------------------------------------业务明细列表结束------------------------------------',
      '#交易合计：3笔，商家实收共100.90元，商家优惠共0.00元',
      '#退款合计：1笔，商家实收退款共-8.80元，商家优惠退款共0.00元',
      '#导出时间：[2026年11月26日 10:01:00]',
      '',
    ]);
    expect(summary).toContain('#支付宝业务汇总查询\r\n');
  });

  it('has a row for each payment and each refund of its day', async () => {
    await twoDays();
    const [trade] = sandbox.listTrades();
    const first = await bill('2026-11-24');
    expect(first.rows.map((row) => [row.商户订单号, row.业务类型, row['订单金额（元）']])).toEqual([
      ['o-1', '交易', '88.80'],
      ['o-2', '交易', '0.10'],
      ['o-3', '交易', '12.00'],
      ['o-1', '退款', '-8.80'],
    ]);
    expect(first.rows[0]).toMatchObject({
      支付宝交易号: trade?.tradeNo,
      商品名称: '茶, "大"杯 & €',
      创建时间: '2026-11-24 10:00:00',
      完成时间: '2026-11-24 10:00:00',
      '商家实收（元）': '88.80',
      '退款批次号/请求号': '',
      备注: '第一行\n第二行',
    });
    const second = await bill('2026-11-25');
    expect(second.rows.map((row) => [row.商户订单号, row['退款批次号/请求号'], row['商家实收（元）']])).toEqual([
      ['o-1', 'r-2', '-0.01'],
      ['o-2', 'r-3', '-0.10'],
      ['o-3', expect.stringMatching(/^\d{28}$/), '-12.00'],
    ]);
    expect(second.rows[0]).toMatchObject({ 创建时间: '2026-11-24 10:00:00', 完成时间: '2026-11-25 10:01:00' });
  });

  it('adds up to what the trades say, by day and by month', async () => {
    await twoDays();
    const days = [await bill('2026-11-24'), await bill('2026-11-25')];
    const trades = sandbox.listTrades();
    const paid = trades.reduce((total, { totalAmount }) => total + fen(totalAmount), 0);
    const refunded = trades.reduce((total, { refundedAmount }) => total + fen(refundedAmount), 0);
    const rows = days.flatMap((one) => one.rows);
    const ofType = (type: string) => rows.filter((row) => row.业务类型 === type);
    expect(sum(ofType('交易'), '商家实收（元）')).toBe(paid);
    expect(sum(ofType('退款'), '商家实收（元）')).toBe(-refunded);
    for (const { rows: own, total } of days) expect(fen(total['实收净额（元）'])).toBe(sum(own, '商家实收（元）'));
    sandbox.advanceClock(6 * day);
    const month = await bill('2026-11');
    expect(month.names[0]).toBe('20880000000000000156_202611_业务明细.csv');
    expect(month.rows).toEqual(rows);
    expect(month.total).toMatchObject({
      门店编号: '合计',
      交易订单总笔数: '3',
      退款订单总笔数: '4',
      '实收净额（元）': ((paid - refunded) / 100).toFixed(2),
    });
  });

  it('is of the seller’s own trades', async () => {
    const { appId } = sandbox.app();
    const { authorizations } = sandbox.consent({ appId, merchantApplications: [merchant(7)] });
    const headers = { 'alipay-app-auth-token': authorizations[0]?.pairs[0]?.appAuthToken ?? '' };
    await pay('own', '1.00');
    await pay('merchants', '2.00', {}, headers);
    sandbox.advanceClock(day);
    expect((await bill('2026-11-24')).rows).toMatchObject([{ 商户订单号: 'own' }]);
    const merchants = await bill('2026-11-24', headers);
    expect(merchants.names[0]).toContain(merchant(7).userId);
    expect(merchants.rows).toMatchObject([{ 商户订单号: 'merchants' }]);
  });

  it('of a day without payments has no row, and the response says so', async () => {
    await call('create', { out_trade_no: 'waits', subject: 's', total_amount: '1.00' });
    sandbox.advanceClock(day);
    const response = await query('2026-11-24');
    expect(response.bill_file_code).toBe('EMPTY_DATA_WITH_BILL_FILE');
    const { rows, total } = await download(response.bill_download_url);
    expect([rows, total['实收净额（元）']]).toEqual([[], '0.00']);
  });
});

describe('the address of a bill', () => {
  it('can be downloaded from for 30 seconds by the sandbox clock, as often as one likes', async () => {
    await twoDays();
    const { bill_download_url: url } = await query('2026-11-24');
    sandbox.advanceClock(29);
    expect((await fetch(String(url))).status).toBe(200);
    expect((await fetch(String(url))).status).toBe(200);
    sandbox.advanceClock(1);
    const late = await fetch(String(url));
    expect([late.status, await late.text()]).toEqual([404, 'there is no bill at this address, or it has expired']);
    expect((await fetch(`${sandbox.endpoint}/bills/0`)).status).toBe(404);
  });
});

describe('a bill is refused', () => {
  it.each([
    ['of a day that is not over', { bill_date: '2026-11-24' }, 'BILL_NOT_EXIST'],
    ['of a month that is not over', { bill_date: '2026-11' }, 'BILL_NOT_EXIST'],
    ['without a date', { bill_date: '' }, 'INVAILID_ARGUMENTS'],
    ['of a day that there is not', { bill_date: '2026-02-30' }, 'INVAILID_ARGUMENTS'],
    ['of a month that there is not', { bill_date: '2026-13' }, 'INVAILID_ARGUMENTS'],
    ['of a date in another form', { bill_date: '20261123' }, 'INVAILID_ARGUMENTS'],
    ['without a type', { bill_type: '' }, 'INVAILID_ARGUMENTS'],
    ['of the account, which the sandbox does not keep', { bill_type: 'signcustomer' }, 'TYPE_NOT_SUPPORTED'],
    ['of a sub-merchant', { smid: '2088000000000001' }, 'NO_BILL_DATA'],
    ['with a parameter that the catalogue does not have', { billDate: '1' }, 'invalid-parameter'],
  ])('%s', async (_title, change, code) => {
    expect((await query('2026-11-23', change)).code).toBe(code);
  });

  it('until its day is over in UTC+8', async () => {
    sandbox.advanceClock(14 * 3600 - 1);
    expect((await query('2026-11-24')).code).toBe('BILL_NOT_EXIST');
    sandbox.advanceClock(1);
    expect((await query('2026-11-24')).code).toBeUndefined();
  });
});

it('has the same bills on the v2 gateway', async () => {
  await twoDays();
  const method = 'alipay.data.dataservice.bill.downloadurl.query';
  const { alipayPublicKey } = sandbox.app();
  const content = async (date: string) => {
    const response = await v2Call(sandbox, method, { bill_type: 'trade', bill_date: date });
    return Object(verified(response, alipayPublicKey).content);
  };
  const { code, bill_download_url: url } = await content('2026-11-24');
  expect(code).toBe('10000');
  expect((await download(url)).rows).toHaveLength(4);
  expect(await content('2026-11-26')).toMatchObject({ code: '40004', sub_code: 'BILL_NOT_EXIST' });
});
