import { fieldsSignString, signRsa } from '@lingpai/alipay';
import { chinaTime } from '../clock/china-time.js';
import type { Sandbox } from '../sandbox.js';
import { yuanText } from '../trades/amount.js';
import type { Trade } from '../trades/trade.js';

/** Where the browser goes after a payment: the signed `return_url` with Alipay's parameters, signed under rule V1. */
export async function returnAddress(returnUrl: string, { order, tradeNo }: Trade, sandbox: Sandbox): Promise<string> {
  const { alipay, clock, applications } = sandbox;
  const { appId, method, outTradeNo, totalAmount, authAppId, sellerId } = order;
  const fields = {
    app_id: appId,
    auth_app_id: authAppId,
    charset: 'UTF-8',
    method: `${method}.return`,
    out_trade_no: outTradeNo,
    seller_id: sellerId,
    sign_type: 'RSA2',
    timestamp: chinaTime(clock.now()),
    total_amount: yuanText(totalAmount),
    trade_no: tradeNo,
    version: '1.0',
  };
  const { pair } = applications.get(appId).mode === 'certificate' ? await alipay.certificate() : alipay;
  const sign = await signRsa(fieldsSignString(fields, ['sign', 'sign_type']), pair.privateKey);
  // The address stays as it was signed, except for characters that a header cannot carry.
  const { href, search } = new URL(returnUrl);
  return `${href}${search === '' ? '?' : '&'}${new URLSearchParams({ ...fields, sign })}`;
}
