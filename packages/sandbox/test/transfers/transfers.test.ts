import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { callJson } from '../support/signed-calls.js';
import { v2Call, verified } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  const now = Date.now();
  sandbox = await startSandbox({
    applications: [{ mode: 'key' }],
    settings: { unknownFields: 'refuse' },
    clock: () => now,
  });
});

afterEach(() => sandbox.close());

const account = {
  out_biz_no: 't-1',
  trans_amount: '88.80',
  product_code: 'TRANS_ACCOUNT_NO_PWD',
  biz_scene: 'DIRECT_TRANSFER',
  order_title: '佣金',
  payee_info: { identity: '2088102000000009', identity_type: 'ALIPAY_USER_ID' },
};
const card = {
  ...account,
  product_code: 'TRANS_BANKCARD_NO_PWD',
  payee_info: { identity: '6222020000000000', identity_type: 'BANKCARD_ACCOUNT', name: '王' },
};
const transferPath = '/v3/alipay/fund/trans/uni/transfer';
const queryPath = '/v3/alipay/fund/trans/common/query';

type Headers = Record<string, string>;

/** The model of a call, or the code of its error. */
async function transfer(body: object, headers: Headers = {}): Promise<unknown> {
  const { json } = await callJson(sandbox, 'POST', transferPath, body, { headers });
  return json.code ?? json;
}

async function query(parameters: Record<string, string>, headers: Headers = {}): Promise<unknown> {
  const path = `${queryPath}?${new URLSearchParams(parameters)}`;
  const { json } = await callJson(sandbox, 'GET', path, undefined, { headers });
  return json.code ?? json;
}

async function v2(name: string, content: object): Promise<Record<string, unknown>> {
  const response = await v2Call(sandbox, `alipay.fund.trans.${name}`, content);
  return Object(verified(response, sandbox.app().alipayPublicKey).content);
}

const named = (outBizNo = 't-1', productCode = account.product_code) => ({
  out_biz_no: outBizNo,
  product_code: productCode,
  biz_scene: 'DIRECT_TRANSFER',
});

describe('a transfer to an account', () => {
  it('is made at once, and is queried by any of its numbers', async () => {
    const made = Object(await transfer({ ...account, passback_params: 'shop=7' }));
    expect(made).toEqual({
      out_biz_no: 't-1',
      order_id: expect.stringMatching(/^\d{32}$/),
      pay_fund_order_id: expect.stringMatching(/^\d{32}$/),
      status: 'SUCCESS',
      trans_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    const expected = {
      order_id: made.order_id,
      pay_fund_order_id: made.pay_fund_order_id,
      out_biz_no: 't-1',
      status: 'SUCCESS',
      trans_amount: '88.80',
      pay_date: made.trans_date,
      receiver_user_id: '2088102000000009',
      passback_params: 'shop=7',
    };
    expect(await query(named())).toEqual(expected);
    expect(await query({ order_id: made.order_id })).toEqual(expected);
    expect(await query({ pay_fund_order_id: made.pay_fund_order_id })).toEqual(expected);
  });

  it('is made once for a number: the same request returns it, another content is refused', async () => {
    const made = await transfer(account);
    expect(await transfer(account)).toEqual(made);
    expect(await transfer({ ...account, trans_amount: '88.8' })).toEqual(made);
    const others = [
      { trans_amount: '88.81' },
      { payee_info: { ...account.payee_info, identity: '2088102000000008' } },
      { product_code: card.product_code, payee_info: card.payee_info },
    ];
    for (const other of others) {
      expect(await transfer({ ...account, ...other })).toBe('PAYMENT_INFO_INCONSISTENCY');
    }
    expect(sandbox.listTransfers()).toHaveLength(1);
  });

  it.each([
    ['1.01', 'PAYER_BALANCE_NOT_ENOUGH'],
    ['1.02', 'BALANCE_IS_NOT_ENOUGH'],
    ['1.03', 'PAYMENT_FAIL'],
    ['1.04', 'PAYEE_ACCOUNT_STATUS_ERROR'],
  ])('of %s fails with %s, and does not exist', async (amount, code) => {
    expect(await transfer({ ...account, trans_amount: amount })).toBe(code);
    expect(await query(named())).toBe('ORDER_NOT_EXIST');
    expect(sandbox.listTransfers()).toEqual([]);
  });
});

describe('a transfer to a bank card', () => {
  it.each([
    ['88.80', { status: 'SUCCESS' }],
    ['1.05', { status: 'FAIL', error_code: 'PAYEE_CARD_INFO_ERROR', fail_reason: expect.any(String) }],
    ['1.06', { status: 'REFUND', error_code: 'BANK_RESPONSE_ERROR', fail_reason: expect.any(String) }],
  ])('of %s is under way until the bank has decided, by the sandbox clock', async (amount, outcome) => {
    const made = await transfer({ ...card, trans_amount: amount });
    expect(made).toMatchObject({ status: 'DEALING' });
    const name = named('t-1', card.product_code);
    expect(await query(name)).toMatchObject({ status: 'DEALING', arrival_time_end: expect.any(String) });
    sandbox.advanceClock(7199);
    expect(await query(name)).toMatchObject({ status: 'DEALING' });
    sandbox.advanceClock(1);
    const ended = Object(await query(name));
    expect(ended).toMatchObject(outcome);
    expect(ended).not.toHaveProperty('arrival_time_end');
    expect(await transfer({ ...card, trans_amount: amount })).toMatchObject({ status: outcome.status });
    sandbox.advanceClock(86_400 * 400);
    expect(await query(name)).toMatchObject(outcome);
  });

  it('takes as long as the settings say', async () => {
    await using quick = await startSandbox({ applications: [{ mode: 'key' }], settings: { bankTransferTime: 0 } });
    const { json } = await callJson(quick, 'POST', transferPath, card);
    expect(json.status).toBe('DEALING');
    expect(quick.listTransfers()).toMatchObject([{ status: 'SUCCESS' }]);
  });
});

describe('a transfer is refused', () => {
  it.each([
    ['without a number', { out_biz_no: '' }, 'INVALID_PARAMETER'],
    ['with an amount in more than two decimals', { trans_amount: '1.001' }, 'INVALID_PARAMETER'],
    ['of nothing', { trans_amount: '0.00' }, 'INVALID_PARAMETER'],
    ['of more than 100,000,000 yuan', { trans_amount: '100000000.01' }, 'INVALID_PARAMETER'],
    ['with an unknown product', { product_code: 'FAST_INSTANT_TRADE_PAY' }, 'INVALID_PARAMETER'],
    ['as a red packet, which the sandbox does not have', { product_code: 'STD_RED_PACKET' }, 'PRODUCT_NOT_SIGN'],
    ['in another scene', { biz_scene: 'PERSONAL_COLLECTION' }, 'INVALID_PARAMETER'],
    ['without a payee', { payee_info: undefined }, 'INVALID_PARAMETER'],
    ['to a card with the product for accounts', { payee_info: card.payee_info }, 'INVALID_PARAMETER'],
    [
      'to a logon ID without a name',
      { payee_info: { identity: 'a@b.cn', identity_type: 'ALIPAY_LOGON_ID' } },
      'INVALID_PARAMETER',
    ],
    [
      'to a card by number without its bank',
      { product_code: card.product_code, payee_info: { identity: '62', identity_type: 'BANKCARD_NO' } },
      'INVALID_PARAMETER',
    ],
    [
      'to something that is no account',
      { payee_info: { identity: '7', identity_type: 'ALIPAY_USER_ID' } },
      'PAYEE_NOT_EXIST',
    ],
    [
      'to the account that pays',
      { payee_info: { identity: '2088000000000000', identity_type: 'ALIPAY_USER_ID' } },
      'PAYER_PAYEE_CANNOT_SAME',
    ],
    ['with a field that the catalogue does not have', { outBizNo: 't-1' }, 'invalid-parameter'],
  ])('%s', async (_title, change, code) => {
    expect(await transfer({ ...account, ...change })).toBe(code);
    expect(sandbox.listTransfers()).toEqual([]);
  });
});

describe('a query', () => {
  it('by out_biz_no names product and scene as well', async () => {
    await transfer(account);
    expect(await query({ out_biz_no: 't-1' })).toBe('INVALID_PARAMETER');
    expect(await query({})).toBe('INVALID_PARAMETER');
    expect(await query(named('t-1', card.product_code))).toBe('ORDER_NOT_EXIST');
    expect(await query(named('t-2'))).toBe('ORDER_NOT_EXIST');
  });

  it('finds the transfers of its own account only', async () => {
    const { appId } = sandbox.app();
    const { authorizations } = sandbox.consent({ appId, merchantApplications: [merchant(7)] });
    const headers = { 'alipay-app-auth-token': authorizations[0]?.pairs[0]?.appAuthToken ?? '' };
    const own = Object(await transfer(account));
    const merchants = Object(await transfer(account, headers));
    expect(merchants.order_id).not.toBe(own.order_id);
    expect(await query(named(), headers)).toMatchObject({ order_id: merchants.order_id });
    expect(await query({ order_id: own.order_id }, headers)).toBe('NO_ORDER_PERMISSION');
    expect(sandbox.listTransfers()).toMatchObject([
      { payerId: '2088000000000000', authAppId: appId },
      { payerId: merchant(7).userId, authAppId: merchant(7).authAppId },
    ]);
  });
});

describe('the v2 gateway', () => {
  it('works on the same transfers, with the codes of v2', async () => {
    const made = await v2('uni.transfer', account);
    expect(made).toMatchObject({ code: '10000', status: 'SUCCESS', out_biz_no: 't-1' });
    expect(await query({ order_id: String(made.order_id) })).toMatchObject({ trans_amount: '88.80' });
    expect(await v2('common.query', named())).toMatchObject({ code: '10000', order_id: made.order_id });
    const poor = { ...account, out_biz_no: 't-2', trans_amount: '1.01' };
    expect(await v2('uni.transfer', poor)).toMatchObject({ code: '40004', sub_code: 'PAYER_BALANCE_NOT_ENOUGH' });
    expect(await v2('common.query', named('t-2'))).toMatchObject({ code: '40004', sub_code: 'ORDER_NOT_EXIST' });
  });
});

it('lists every transfer at the control API', async () => {
  await transfer(account);
  await transfer({ ...card, out_biz_no: 't-2', trans_amount: '1.05' });
  sandbox.advanceClock(7200);
  const { transfers } = await (await fetch(`${sandbox.endpoint}/sandbox/transfers`)).json();
  expect(transfers).toEqual(sandbox.listTransfers());
  expect(transfers).toMatchObject([
    { outBizNo: 't-1', amount: '88.80', status: 'SUCCESS', failure: null, title: '佣金', payee: '2088102000000009' },
    {
      outBizNo: 't-2',
      amount: '1.05',
      status: 'FAIL',
      failure: 'PAYEE_CARD_INFO_ERROR',
      payeeType: 'BANKCARD_ACCOUNT',
    },
  ]);
});
