import { ownAccount } from '../applications/alipay-identity.js';
import type { Application } from '../applications/application.js';
import { isPlainUrl } from '../applications/application-addresses.js';
import { chinaTime } from '../clock/china-time.js';
import type { RequestFields } from '../gateway/decode-body.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { V2Call } from './v2-call.js';

/** An order that a payment page shows. */
export interface Payment {
  readonly application: Application;
  /** Alipay's name of the method that ordered it. */
  readonly method: string;
  readonly outTradeNo: string;
  readonly subject: string;
  /** Yuan, with two decimals. */
  readonly totalAmount: string;
  readonly tradeNo: string;
  /** The application that is paid: the caller's, or the merchant's on whose behalf it calls. */
  readonly authAppId: string;
  readonly sellerId: string;
  /** Where the browser goes when it was paid; signed by the application. */
  readonly returnUrl: string | undefined;
  /** Where the browser goes when it was cancelled; signed by the application. */
  readonly quitUrl: string | undefined;
}

/** @throws Refusal naming the member of `biz_content` that is missing or wrong */
export function readPayment(
  { application, method, parameters, content, appAuthToken }: V2Call,
  sandbox: Sandbox,
): Payment {
  const merchant = appAuthToken && sandbox.authorizations.findToken(appAuthToken)?.authorization.merchant;
  return {
    application,
    method,
    outTradeNo: text(content, 'out_trade_no', 64),
    subject: text(content, 'subject', 256),
    totalAmount: amount(content),
    tradeNo: tradeNumber(sandbox.random, sandbox.clock.now()),
    authAppId: merchant ? merchant.authAppId : application.appId,
    sellerId: merchant ? merchant.userId : ownAccount,
    returnUrl: address('return_url', parameters.get('return_url')),
    quitUrl: address('quit_url', content.quit_url),
  };
}

/** What an order for the mobile SDK is answered with: `alipay.trade.app.pay`. */
export function appPayResponse(call: V2Call, sandbox: Sandbox): object {
  const { application, authAppId, outTradeNo, tradeNo, totalAmount, sellerId } = readPayment(call, sandbox);
  return {
    app_id: application.appId,
    auth_app_id: authAppId,
    charset: 'UTF-8',
    timestamp: chinaTime(sandbox.clock.now()),
    out_trade_no: outTradeNo,
    trade_no: tradeNo,
    total_amount: totalAmount,
    seller_id: sellerId,
  };
}

function text(content: RequestFields, name: string, longest: number): string {
  const value = content[name];
  if (value === undefined || value === '') throw wrong(`${name}不能为空`);
  if (typeof value !== 'string' || value.length > longest) throw wrong(`${name}应为不超过${longest}个字符的字符串`);
  return value;
}

function amount({ total_amount: value = '' }: RequestFields): string {
  const written = typeof value === 'number' ? String(value) : value;
  if (written === '') throw wrong('total_amount不能为空');
  const fits = typeof written === 'string' && /^\d{1,9}(\.\d{1,2})?$/.test(written) && Number(written) >= 0.01;
  if (!fits || Number(written) > 100_000_000) throw wrong('total_amount应为0.01到100000000.00的金额');
  return Number(written).toFixed(2);
}

function address(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && isPlainUrl(value) && policyOrigin.test(new URL(value).origin)) return value;
  throw wrong(`${name}应为http或https地址`);
}

/** Origins that a content security policy can name. */
const policyOrigin = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

function wrong(problem: string): Refusal {
  return new Refusal('invalid-parameter', `参数有误：${problem}`);
}

/** 28 digits that begin with the date. */
function tradeNumber(random: RandomSource, now: number): string {
  const digits = randomHex(random, 20).replaceAll(/[a-f]/g, (letter) => String(letter.charCodeAt(0) % 10));
  return `${chinaTime(now).slice(0, 10).replaceAll('-', '')}${digits}`;
}
