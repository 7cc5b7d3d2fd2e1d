import { isPlainUrl } from '../applications/application-addresses.js';
import { chinaTime } from '../clock/china-time.js';
import { readOrder } from '../gateway/trades/read-order.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { yuanText } from '../trades/amount.js';
import type { Trade } from '../trades/trade.js';
import type { V2Call } from './v2-call.js';

/**
 * The trade of a payment page, for a buyer who is already there: `alipay.trade.page.pay`, `alipay.trade.wap.pay`.
 *
 * @throws Refusal naming the parameter that is missing or wrong
 */
export function pagePay(call: V2Call, sandbox: Sandbox): Trade {
  const { parameters, content } = call;
  const returnUrl = address('return_url', parameters.get('return_url'));
  const quitUrl = address('quit_url', content.quit_url);
  const trade = order(call, sandbox);
  trade.returnUrl = returnUrl;
  trade.quitUrl = quitUrl;
  return trade;
}

/** The response to an order for the mobile SDK: `alipay.trade.app.pay`. @throws Refusal */
export function appPayResponse(call: V2Call, sandbox: Sandbox): object {
  const { order: ordered, tradeNo } = order(call, sandbox);
  return {
    app_id: ordered.appId,
    auth_app_id: ordered.authAppId,
    charset: 'UTF-8',
    timestamp: chinaTime(sandbox.clock.now()),
    out_trade_no: ordered.outTradeNo,
    trade_no: tradeNo,
    total_amount: yuanText(ordered.totalAmount),
    seller_id: ordered.sellerId,
  };
}

function order({ application, parameters, content, appAuthToken, method }: V2Call, sandbox: Sandbox): Trade {
  const fields = { ...content, notify_url: parameters.get('notify_url') };
  return sandbox.trades.order(readOrder({ application, fields, appAuthToken }, method, sandbox), true);
}

function address(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && isPlainUrl(value) && policyOrigin.test(new URL(value).origin)) return value;
  throw new Refusal('invalid-parameter', `参数有误：${name}应为http或https地址`);
}

/** Origins that a content security policy can name. */
const policyOrigin = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;
