import { ownAccount } from '../../applications/alipay-identity.js';
import { isPlainUrl } from '../../applications/application-addresses.js';
import { chinaTime } from '../../clock/china-time.js';
import { Refusal } from '../../refusal.js';
import type { Sandbox } from '../../sandbox.js';
import { readYuan } from '../../trades/amount.js';
import type { TradeOrder } from '../../trades/trade.js';
import type { TradeName } from '../../trades/trade-book.js';
import type { RequestFields } from '../decode-body.js';
import type { GatewayCall } from '../gateway-operation.js';

/** The part of a call that trades need; calls of both gateways have it. */
export type TradeCall = Pick<GatewayCall, 'application' | 'fields' | 'appAuthToken'>;

/** Fen: 100,000,000 yuan. */
const mostFen = 10_000_000_000;
const longestWait = 15 * 86_400_000;

/** The order that a call describes. @throws Refusal naming the field that is missing or wrong */
export function readOrder(call: TradeCall, method: string, sandbox: Sandbox): TradeOrder {
  const { application, fields } = call;
  const seller = sellerOf(call, sandbox);
  return {
    appId: application.appId,
    authAppId: seller.authAppId,
    sellerId: seller.userId,
    method,
    outTradeNo: requiredText(fields, 'out_trade_no', 64),
    subject: requiredText(fields, 'subject', 256),
    totalAmount: readAmount(fields, 'total_amount'),
    body: optionalText(fields, 'body', 400),
    passbackParams: optionalText(fields, 'passback_params', 512),
    notifyUrl: readNotifyUrl(fields),
    expiresAt: readExpiry(fields, sandbox.clock.now()),
  };
}

/** The trade that a call names. @throws Refusal when it names none */
export function readTradeName(call: TradeCall, sandbox: Sandbox): TradeName {
  const outTradeNo = optionalText(call.fields, 'out_trade_no', 64);
  const tradeNo = optionalText(call.fields, 'trade_no', 64);
  if (outTradeNo === undefined && tradeNo === undefined) throw wrong('out_trade_no和trade_no不能同时为空');
  return { sellerId: sellerOf(call, sandbox).userId, outTradeNo, tradeNo };
}

/** The account that a call acts for. */
function sellerOf({ application, appAuthToken }: TradeCall, { authorizations }: Sandbox) {
  const merchant = appAuthToken && authorizations.findToken(appAuthToken)?.authorization.merchant;
  return merchant || { authAppId: application.appId, userId: ownAccount };
}

export function requiredText(fields: RequestFields, name: string, longest: number): string {
  const value = optionalText(fields, name, longest);
  if (value === undefined) throw wrong(`${name}不能为空`);
  return value;
}

export function optionalText(fields: RequestFields, name: string, longest: number): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > longest) throw wrong(`${name}应为不超过${longest}个字符的字符串`);
  return value;
}

function readNotifyUrl(fields: RequestFields): string | undefined {
  const url = optionalText(fields, 'notify_url', 256);
  if (url === undefined || isPlainUrl(url)) return url;
  throw wrong('notify_url应为http或https地址');
}

/** Fen. */
export function readAmount(fields: RequestFields, name: string): number {
  const { [name]: value } = fields;
  if (value === undefined || value === null || value === '') throw wrong(`${name}不能为空`);
  const fen = readYuan(value);
  if (fen !== undefined && fen >= 1 && fen <= mostFen) return fen;
  throw wrong(`${name}应为0.01到100000000.00的金额`);
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** When the trade closes by itself: `time_expire`, else `timeout_express`, else after 15 days. */
function readExpiry(fields: RequestFields, now: number): number {
  const until = optionalText(fields, 'time_expire', 32);
  if (until !== undefined) {
    const time = /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(until)
      ? Date.parse(`${until.replace(' ', 'T')}+08:00`)
      : Number.NaN;
    if (Number.isNaN(time)) throw wrong('time_expire应为yyyy-MM-dd HH:mm:ss');
    return time;
  }
  const wait = optionalText(fields, 'timeout_express', 8) ?? optionalText(fields, 'qr_code_timeout_express', 8);
  if (wait === undefined) return now + longestWait;
  if (wait === '1c') return Date.parse(`${chinaTime(now).slice(0, 10)}T23:59:59.999+08:00`);
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(wait) ?? [];
  const milliseconds = Number(count) * (units[unit] ?? 0);
  if (milliseconds > 0 && milliseconds <= longestWait) return now + milliseconds;
  throw wrong('timeout_express应为1m到15d，如90m，或1c');
}

function wrong(problem: string): Refusal {
  return new Refusal('ACQ.INVALID_PARAMETER', `参数无效：${problem}`);
}
