import { chinaTime } from '../clock/china-time.js';
import { yuanText } from '../trades/amount.js';
import type { Trade } from '../trades/trade.js';
import type { BillPeriod } from './bill-period.js';

/** Money that a seller received, or returned. */
export interface BillEntry {
  readonly trade: Trade;
  /** Fen; negative for a refund. */
  readonly amount: number;
  /** Milliseconds since 1970. */
  readonly completedAt: number;
  /** The refund's number; `undefined` for a payment. */
  readonly outRequestNo: string | undefined;
}

/** The files of a bill of trades, as text. */
export interface TradeBill {
  readonly details: string;
  readonly summary: string;
}

/** Every payment and refund of a seller in a period, in the order in which they were made. */
export function billEntries(trades: readonly Trade[], sellerId: string, { start, end }: BillPeriod): BillEntry[] {
  const entries = trades.filter(({ order }) => order.sellerId === sellerId).flatMap(entriesOf);
  return entries
    .filter(({ completedAt }) => completedAt >= start && completedAt < end)
    .sort((a, b) => a.completedAt - b.completedAt);
}

function entriesOf(trade: Trade): BillEntry[] {
  const { order, paidAt, refunds } = trade;
  if (paidAt === undefined) return [];
  const refunded = refunds.map(({ amount, refundedAt, outRequestNo }) => ({
    trade,
    amount: -amount,
    completedAt: refundedAt,
    outRequestNo,
  }));
  return [{ trade, amount: order.totalAmount, completedAt: paidAt, outRequestNo: undefined }, ...refunded];
}

export interface TradeBillOptions {
  /** The number that names the seller's account in bills. */
  readonly account: string;
  readonly period: BillPeriod;
  /** When it is written; milliseconds since 1970. */
  readonly at: number;
}

/** The columns of real bills, in their order. */
const detailColumns =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const summaryColumns =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';

/** Writes what Alipay's bill of trades (`bill_type` is `trade`) consists of: the details and their summary. */
export function tradeBill(entries: readonly BillEntry[], options: TradeBillOptions): TradeBill {
  const payments = entries.filter(({ outRequestNo }) => outRequestNo === undefined);
  const refunds = entries.filter(({ outRequestNo }) => outRequestNo !== undefined);
  const total = signedYuan(sum(entries));
  const written = `#导出时间：[${billTime(options.at)}]`;
  const details = [
    ...heading('支付宝业务明细查询', options),
    '#-----------------------------------------业务明细列表----------------------------------------',
    detailColumns,
    ...entries.map(detailRow),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${payments.length}笔，商家实收共${signedYuan(sum(payments))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${signedYuan(sum(refunds))}元，商家优惠退款共0.00元`,
    written,
  ];
  const none = '0.00';
  const summary = [
    ...heading('支付宝业务汇总查询', options),
    '#-----------------------------------------业务汇总列表----------------------------------------',
    summaryColumns,
    ['合计\t', '\t', payments.length, refunds.length, total, total, none, none, none, none, none, total].join(','),
    '#----------------------------------------业务汇总列表结束-------------------------------------',
    written,
  ];
  return { details: lines(details), summary: lines(summary) };
}

function heading(title: string, { account, period }: TradeBillOptions): string[] {
  const { start, end } = period;
  return [`#${title}`, `#账号：[${account}]`, `#起始日期：[${billTime(start)}]   终止日期：[${billTime(end)}]`];
}

/** Real bills end some columns with a tab, so that spreadsheets do not take numbers of orders for amounts. */
function detailRow({ trade, amount, completedAt, outRequestNo }: BillEntry): string {
  const { order, tradeNo, createdAt } = trade;
  const yuan = signedYuan(amount);
  const none = '0.00';
  return [
    `${tradeNo}\t`,
    cell(`${order.outTradeNo}\t`),
    outRequestNo === undefined ? '交易\t' : '退款\t',
    cell(order.subject),
    chinaTime(createdAt),
    chinaTime(completedAt),
    '\t',
    '\t',
    '\t',
    '\t',
    '138******00\t',
    yuan,
    yuan,
    none,
    none,
    none,
    none,
    none,
    '',
    `${none}\t`,
    none,
    cell(`${outRequestNo ?? ''}\t`),
    none,
    none,
    cell(order.body ?? ''),
  ].join(',');
}

/** Quotes a text that would otherwise be several cells or lines. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function sum(entries: readonly BillEntry[]): number {
  return entries.reduce((total, { amount }) => total + amount, 0);
}

function signedYuan(fen: number): string {
  return fen < 0 ? `-${yuanText(-fen)}` : yuanText(fen);
}

function billTime(milliseconds: number): string {
  return chinaTime(milliseconds).replace(/^(\d+)-(\d+)-(\d+)/, '$1年$2月$3日');
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join('');
}
