import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { send } from '../support/raw-client.js';
import { callJson } from '../support/signed-calls.js';
import { TokenCalls } from '../support/token-calls.js';
import { v2Call, verified } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'key' }], settings: { unknownFields: 'refuse' } });
});

afterEach(() => sandbox.close());

const barcode = '281234567890123456';
const order = { out_trade_no: 'o-1', subject: '点茶', total_amount: '88.80' };

/** The model of a v3 call on trades, or the code of its error. */
async function call(name: string, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  const path = `/v3/alipay/trade/${name.replaceAll('.', '/')}`;
  const { json } = await callJson(sandbox, 'POST', path, body, { headers });
  return json.code ?? json;
}

async function v2(name: string, content: object): Promise<Record<string, unknown>> {
  const response = await v2Call(sandbox, `alipay.trade.${name}`, content);
  return Object(verified(response, sandbox.app().alipayPublicKey).content);
}

const pay = (more: object = {}) => call('pay', { ...order, auth_code: barcode, scene: 'bar_code', ...more });
const query = (outTradeNo = 'o-1') => call('query', { out_trade_no: outTradeNo });

describe('a barcode payment', () => {
  it('is made once for a number, and can be queried by either number', async () => {
    const paid = Object(await pay());
    expect(paid).toMatchObject({
      out_trade_no: 'o-1',
      trade_no: expect.stringMatching(/^\d{28}$/),
      total_amount: '88.80',
      receipt_amount: '88.80',
      buyer_user_id: expect.stringMatching(/^2088\d{12}$/),
      gmt_payment: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '88.80' }],
    });
    expect(await pay()).toBe('ACQ.TRADE_HAS_SUCCESS');
    const expected = { trade_no: paid.trade_no, trade_status: 'TRADE_SUCCESS', subject: '点茶', total_amount: '88.80' };
    expect(await query()).toMatchObject(expected);
    expect(await call('query', { trade_no: paid.trade_no })).toMatchObject(expected);
  });

  it.each([
    ['1.01', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'],
    ['1.02', 'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH'],
    ['1.03', 'ACQ.PAYMENT_FAIL'],
    ['1.04', 'ACQ.BUYER_ENABLE_STATUS_FORBID'],
  ])('of %s fails with %s, and the trade waits', async (total_amount, code) => {
    expect(await pay({ total_amount })).toBe(code);
    expect(await query()).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
  });

  it('of 1.10 waits until the buyer confirms, or the time is over', async () => {
    expect(await pay({ total_amount: '1.10', timeout_express: '5m' })).toEqual({
      out_trade_no: 'o-1',
      trade_no: expect.any(String),
    });
    expect(await query()).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
    const [trade] = sandbox.listTrades();
    sandbox.payTrade(trade?.tradeNo ?? '');
    expect(await query()).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    await pay({ out_trade_no: 'o-2', total_amount: '1.10', timeout_express: '5m' });
    sandbox.advanceClock(300);
    expect(await query('o-2')).toMatchObject({ trade_status: 'TRADE_CLOSED' });
    expect(await pay({ out_trade_no: 'o-2', total_amount: '1.10' })).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  it.each([
    [{ auth_code: '12345' }, 'ACQ.PAYMENT_AUTH_CODE_INVALID'],
    [{ auth_code: undefined }, 'ACQ.INVALID_PARAMETER'],
    [{ total_amount: '0.00' }, 'ACQ.INVALID_PARAMETER'],
    [{ total_amount: '1.001' }, 'ACQ.INVALID_PARAMETER'],
    [{ total_amount: '100000000.01' }, 'ACQ.INVALID_PARAMETER'],
    [{ total_amount: 1 }, 'invalid-parameter'],
    [{ subject: undefined }, 'ACQ.INVALID_PARAMETER'],
    [{ out_trade_no: '' }, 'ACQ.INVALID_PARAMETER'],
    [{ timeout_express: '16d' }, 'ACQ.INVALID_PARAMETER'],
    [{ time_expire: '2020-01-01 00:00:00' }, 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
    [{ colour: 'red' }, 'invalid-parameter'],
  ])('is refused with %j', async (more, code) => {
    expect(await pay(more)).toBe(code);
    expect(sandbox.listTrades()).toEqual([]);
  });

  it('cannot use the number of another order', async () => {
    await call('create', order);
    expect(await pay({ total_amount: '1.00' })).toBe('ACQ.CONTEXT_INCONSISTENT');
  });
});

describe('an order with a QR code', () => {
  it('becomes a trade when the buyer scans it, and is paid on the buyer’s page', async () => {
    const { qr_code: address } = Object(await call('precreate', order));
    expect(await query()).toBe('ACQ.TRADE_NOT_EXIST');
    const { pathname: path, origin } = new URL(address);
    expect(origin).toBe(sandbox.endpoint);
    const page = await send(sandbox.endpoint, { method: 'GET', path });
    expect(page.text).toContain('¥88.80');
    expect(await query()).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
    const paid = await send(sandbox.endpoint, { method: 'POST', path: `${path}/pay` });
    expect(paid.text).toContain('<h1>Paid</h1>');
    expect(await query()).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });

  it('has the same code when it is ordered again', async () => {
    expect(await call('precreate', order)).toEqual(await call('precreate', order));
    expect(sandbox.listTrades()).toHaveLength(1);
  });

  it('shows the buyer why a payment fails', async () => {
    const { qr_code: address } = Object(await call('precreate', { ...order, total_amount: '1.01' }));
    const path = `${new URL(address).pathname}/pay`;
    const { status, text } = await send(sandbox.endpoint, { method: 'POST', path });
    expect([status, text.includes('ACQ.BUYER_BALANCE_NOT_ENOUGH')]).toEqual([400, true]);
  });
});

describe('a refund', () => {
  const refund = (amount: string, outRequestNo?: string) =>
    call('refund', { out_trade_no: 'o-1', refund_amount: amount, out_request_no: outRequestNo });

  it('is made once for a number, never exceeds the payment, and closes the trade at last', async () => {
    await pay();
    expect(await refund('30.00', 'r-1')).toMatchObject({
      fund_change: 'Y',
      refund_fee: '30.00',
      send_back_fee: '30.00',
    });
    expect(await refund('30.00', 'r-1')).toMatchObject({ fund_change: 'N', refund_fee: '30.00' });
    expect(await refund('20.00', 'r-1')).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
    expect(await refund('58.81', 'r-2')).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    expect(await query()).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(await refund('58.80')).toMatchObject({ fund_change: 'Y', refund_fee: '88.80' });
    expect(await query()).toMatchObject({ trade_status: 'TRADE_CLOSED' });
    expect(await refund('58.80')).toMatchObject({ fund_change: 'N', refund_fee: '88.80' });
    expect(await refund('0.01', 'r-3')).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  it('is found by its number; without one, by that of the order', async () => {
    await pay();
    await refund('1.00');
    const find = (out_request_no: string) => call('fastpay.refund.query', { out_trade_no: 'o-1', out_request_no });
    expect(await find('o-1')).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '1.00' });
    expect(await find('r-9')).not.toHaveProperty('refund_status');
  });

  it('needs a paid trade, for as long as the refund period lasts', async () => {
    expect(await refund('1.00')).toBe('ACQ.TRADE_NOT_EXIST');
    await call('create', order);
    expect(await refund('1.00')).toBe('ACQ.TRADE_STATUS_ERROR');
    await pay();
    sandbox.advanceClock(365 * 86_400);
    expect(await refund('1.00')).toBe('ACQ.TRADE_HAS_FINISHED');
    expect(await query()).toMatchObject({ trade_status: 'TRADE_FINISHED' });
  });
});

describe('closing and cancelling', () => {
  it('closes what waits, and nothing else', async () => {
    await call('create', order);
    expect(await call('close', { out_trade_no: 'o-1' })).toMatchObject({ out_trade_no: 'o-1' });
    expect(await call('close', { out_trade_no: 'o-1' })).toBe('ACQ.TRADE_STATUS_ERROR');
    expect(await pay()).toBe('ACQ.TRADE_HAS_CLOSE');
    expect(await call('close', { out_trade_no: 'o-9' })).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it('cancels: refunds what was paid, closes what waits, and accepts what it does not know', async () => {
    const cancel = (outTradeNo: string) => call('cancel', { out_trade_no: outTradeNo });
    await pay();
    await call('refund', { out_trade_no: 'o-1', refund_amount: '8.80', out_request_no: 'r-1' });
    expect(await cancel('o-1')).toMatchObject({ action: 'refund', retry_flag: 'N' });
    expect(sandbox.listTrades()).toMatchObject([{ status: 'TRADE_CLOSED', refundedAmount: '88.80' }]);
    expect(await cancel('o-1')).not.toHaveProperty('action');
    await call('create', { ...order, out_trade_no: 'o-2' });
    expect(await cancel('o-2')).toMatchObject({ action: 'close' });
    expect(await cancel('o-3')).toEqual({ out_trade_no: 'o-3', retry_flag: 'N' });
    expect(await call('cancel', {})).toBe('ACQ.INVALID_PARAMETER');
  });
});

describe('trades', () => {
  it('belong to the merchant on whose behalf they were ordered', async () => {
    const { app_auth_token: token } = await new TokenCalls(sandbox).obtain(merchant(7));
    const headers = { 'alipay-app-auth-token': token };
    await pay();
    expect(await call('query', { out_trade_no: 'o-1' }, headers)).toBe('ACQ.TRADE_NOT_EXIST');
    const body = { ...order, auth_code: barcode, total_amount: '5.00' };
    const { trade_no } = Object(await call('pay', body, headers));
    expect(await call('query', { trade_no })).toBe('ACQ.TRADE_NOT_EXIST');
    expect(sandbox.listTrades()).toMatchObject([
      { totalAmount: '88.80' },
      { totalAmount: '5.00', sellerId: merchant(7).userId, authAppId: merchant(7).authAppId },
    ]);
  });

  it('are the same on v2, whose barcode payments that wait have a code of their own', async () => {
    await pay();
    expect(await v2('query', { out_trade_no: 'o-1' })).toMatchObject({ code: '10000', trade_status: 'TRADE_SUCCESS' });
    expect(await v2('pay', { ...order, auth_code: barcode })).toMatchObject({
      code: '40004',
      sub_code: 'ACQ.TRADE_HAS_SUCCESS',
    });
    const waiting = { ...order, out_trade_no: 'o-2', total_amount: 1.1, auth_code: barcode };
    expect(await v2('pay', waiting)).toMatchObject({ code: '10003', out_trade_no: 'o-2' });
    expect(await v2('refund', { out_trade_no: 'o-1', refund_amount: '1.00', out_request_no: 'r' })).toMatchObject({
      code: '10000',
      fund_change: 'Y',
    });
    const found = { out_trade_no: 'o-1', out_request_no: 'r' };
    expect(await call('fastpay.refund.query', found)).toMatchObject({ refund_status: 'REFUND_SUCCESS' });
  });

  it('are listed, paid and closed over the control API', async () => {
    await call('create', order);
    await call('create', { ...order, out_trade_no: 'o-2' });
    const control = (method: string, path: string, body?: object) =>
      send(sandbox.endpoint, {
        method,
        path: `/sandbox/trades${path}`,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
    const [first, second] = sandbox.listTrades();
    expect((await control('GET', '')).json).toEqual({ trades: [first, second], total: 2 });
    expect((await control('GET', '?last=1')).json).toEqual({ trades: [second], total: 2 });
    expect((await control('GET', '?last=0')).status).toBe(400);
    const buyerId = '2088000000000009';
    expect((await control('POST', `/${first?.tradeNo}/pay`, { buyerId })).json).toMatchObject({
      status: 'TRADE_SUCCESS',
    });
    expect(await query()).toMatchObject({ buyer_user_id: buyerId });
    expect((await control('POST', `/${first?.tradeNo}/close`)).json).toEqual({
      error: 'tradeNo: ACQ.TRADE_STATUS_ERROR 交易状态不合法',
    });
    expect((await control('POST', `/${second?.tradeNo}/close`)).json).toMatchObject({ status: 'TRADE_CLOSED' });
    expect((await control('POST', '/7/pay', {})).status).toBe(404);
  });

  it('are not kept while an operation has a stub', async () => {
    sandbox.setStub('alipay.trade.query', { body: { trade_status: 'TRADE_FINISHED' } });
    expect(await query()).toEqual({ trade_status: 'TRADE_FINISHED' });
  });
});
