import { isPlainUrl } from '../../applications/application-addresses.js';
import { chinaTime } from '../../clock/china-time.js';
import type { Sandbox } from '../../sandbox.js';
import type { TradeOrder } from '../../trades/trade.js';
import type { TradeName } from '../../trades/trade-book.js';
import { actingAccount } from '../acting-account.js';
import { FieldReader } from '../field-reader.js';
import type { GatewayCall } from '../gateway-operation.js';

/** The part of a call that trades need; calls of both gateways have it. */
export type TradeCall = Pick<GatewayCall, 'application' | 'fields' | 'appAuthToken'>;

const longestWait = 15 * 86_400_000;

/** The order that a call describes. @throws Refusal naming the field that is missing or wrong */
export function readOrder(call: TradeCall, method: string, sandbox: Sandbox): TradeOrder {
  const fields = tradeFields(call);
  const seller = actingAccount(call, sandbox);
  return {
    appId: call.application.appId,
    authAppId: seller.authAppId,
    sellerId: seller.userId,
    method,
    outTradeNo: fields.text('out_trade_no', 64),
    subject: fields.text('subject', 256),
    totalAmount: fields.amount('total_amount'),
    body: fields.optionalText('body', 400),
    passbackParams: fields.optionalText('passback_params', 512),
    notifyUrl: readNotifyUrl(fields),
    expiresAt: readExpiry(fields, sandbox.clock.now()),
  };
}

/** The trade that a call names. @throws Refusal when it names none */
export function readTradeName(call: TradeCall, sandbox: Sandbox): TradeName {
  const fields = tradeFields(call);
  const outTradeNo = fields.optionalText('out_trade_no', 64);
  const tradeNo = fields.optionalText('trade_no', 64);
  if (outTradeNo === undefined && tradeNo === undefined) throw fields.wrong('out_trade_no和trade_no不能同时为空');
  return { sellerId: actingAccount(call, sandbox).userId, outTradeNo, tradeNo };
}

export function tradeFields({ fields }: TradeCall): FieldReader {
  return new FieldReader(fields, 'ACQ.INVALID_PARAMETER');
}

function readNotifyUrl(fields: FieldReader): string | undefined {
  const url = fields.optionalText('notify_url', 256);
  if (url === undefined || isPlainUrl(url)) return url;
  throw fields.wrong('notify_url应为http或https地址');
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** When the trade closes by itself: `time_expire`, else `timeout_express`, else after 15 days. */
function readExpiry(fields: FieldReader, now: number): number {
  const until = fields.optionalText('time_expire', 32);
  if (until !== undefined) {
    const time = /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(until)
      ? Date.parse(`${until.replace(' ', 'T')}+08:00`)
      : Number.NaN;
    if (Number.isNaN(time)) throw fields.wrong('time_expire应为yyyy-MM-dd HH:mm:ss');
    return time;
  }
  const wait = fields.optionalText('timeout_express', 8) ?? fields.optionalText('qr_code_timeout_express', 8);
  if (wait === undefined) return now + longestWait;
  if (wait === '1c') return Date.parse(`${chinaTime(now).slice(0, 10)}T23:59:59.999+08:00`);
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(wait) ?? [];
  const milliseconds = Number(count) * (units[unit] ?? 0);
  if (milliseconds > 0 && milliseconds <= longestWait) return now + milliseconds;
  throw fields.wrong('timeout_express应为1m到15d，如90m，或1c');
}
