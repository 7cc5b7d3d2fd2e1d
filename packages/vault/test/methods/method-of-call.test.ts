import { AlipayApiError } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { methodOfCall, readMethods } from '../../src/methods/grant-methods.js';
import { refusalOf } from '../../src/reading/refusal.js';

describe('the method of a call', () => {
  it.each([
    ['call', { id: 'alipay.trade.pay', method: 'POST', path: '/v3/alipay/trade/pay' }, 'alipay.trade.pay'],
    ['requestV2', 'alipay.trade.page.pay', 'alipay.trade.page.pay'],
    ['request', { method: 'POST', path: '/v3/alipay/trade/pay' }, 'alipay.trade.pay'],
    ['request', { path: '/v3/alipay/open/auth/token/app/query?app_auth_token=x' }, 'alipay.open.auth.token.app.query'],
    ['request', { path: '/v3/alipay/marketing/activity/20260001A_1' }, undefined],
    ['request', { path: 7 }, undefined],
    ['request', undefined, undefined],
    ['requestV2', 'not a method', undefined],
  ])('of %s with %j is %s', (name, subject, method) => {
    expect(methodOfCall(name, subject)).toBe(method);
  });
});

describe('the methods of a grant', () => {
  it('are those that a response lists, each once, and unknown without a list', () => {
    expect(readMethods(['alipay.trade.pay', 'alipay.fund', 'alipay.trade.pay', 7, 'no method'])).toEqual([
      'alipay.fund',
      'alipay.trade.pay',
    ]);
    expect(readMethods([])).toEqual([]);
    expect(readMethods(undefined)).toBeUndefined();
  });
});

describe('a refusal', () => {
  const refused = (code: string, verified: boolean) =>
    new AlipayApiError({ code, message: 'refused', status: 403, verified });

  it.each([
    ['invalid-app-auth-token-no-api', true, 'permission'],
    ['insufficient-isv-permissions', true, 'product'],
    ['isv.insufficient-isv-permissions', true, 'product'],
    ['insufficient-isv-permissions', false, undefined],
    ['ACQ.TRADE_NOT_EXIST', true, undefined],
  ] as const)('%s, signed: %s, means %s', (code, verified, kind) => {
    expect(refusalOf(refused(code, verified))).toBe(kind);
  });
});
