import { fieldsSignString, signRsa } from '@lingpai/alipay';
import { chinaTime } from '../clock/china-time.js';
import type { Sandbox } from '../sandbox.js';
import type { Payment } from './payment.js';

/** Where the browser goes after a payment: the address as it was signed, with Alipay's signed parameters (rule V1). */
export async function returnAddress(returnUrl: string, payment: Payment, { alipay, clock }: Sandbox): Promise<string> {
  const { application, method, outTradeNo, tradeNo, totalAmount, authAppId, sellerId } = payment;
  const fields = {
    app_id: application.appId,
    auth_app_id: authAppId,
    charset: 'UTF-8',
    method: `${method}.return`,
    out_trade_no: outTradeNo,
    seller_id: sellerId,
    sign_type: 'RSA2',
    timestamp: chinaTime(clock.now()),
    total_amount: totalAmount,
    trade_no: tradeNo,
    version: '1.0',
  };
  const { pair } = application.mode === 'certificate' ? await alipay.certificate() : alipay;
  const sign = await signRsa(fieldsSignString(fields, ['sign', 'sign_type']), pair.privateKey);
  // Nothing of the address changes but what no header can hold.
  const { href, search } = new URL(returnUrl);
  return `${href}${search === '' ? '?' : '&'}${new URLSearchParams({ ...fields, sign })}`;
}
