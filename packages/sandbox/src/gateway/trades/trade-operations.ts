import { chinaTime } from '../../clock/china-time.js';
import { Refusal } from '../../refusal.js';
import type { Sandbox } from '../../sandbox.js';
import { yuanText } from '../../trades/amount.js';
import { needsConfirmation } from '../../trades/magic-amounts.js';
import { refundedAmount } from '../../trades/trade.js';
import type { GatewayCall, GatewayOperation } from '../gateway-operation.js';
import { checkCatalogued } from '../operations/check-catalogued.js';
import { readOrder, readTradeName, tradeFields } from './read-order.js';
import { buyerModel, paymentModel, paymentTime, tradeNumbers } from './trade-models.js';

/** A barcode on the buyer's phone: 25 to 30, then 16 to 24 digits in all. */
const barcode = /^(2[5-9]|30)\d{14,22}$/;

/** Charges the buyer whose barcode was scanned: `alipay.trade.pay`. */
function pay(call: GatewayCall, sandbox: Sandbox): object {
  const { trades } = sandbox;
  if (!barcode.test(tradeFields(call).text('auth_code', 64))) {
    throw new Refusal('ACQ.PAYMENT_AUTH_CODE_INVALID', '支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款');
  }
  const trade = trades.order(readOrder(call, 'alipay.trade.pay', sandbox), true);
  if (needsConfirmation(trade.order.totalAmount)) return tradeNumbers(trade);
  trades.pay(trade);
  return {
    ...tradeNumbers(trade),
    ...buyerModel(trade),
    total_amount: yuanText(trade.order.totalAmount),
    ...paymentModel(trade),
    gmt_payment: paymentTime(trade),
  };
}

/** Orders a payment with a QR code, which leads to the buyer's page: `alipay.trade.precreate`. */
function precreate(call: GatewayCall, sandbox: Sandbox): object {
  const { order, pageId } = sandbox.trades.order(readOrder(call, 'alipay.trade.precreate', sandbox), false);
  return { out_trade_no: order.outTradeNo, qr_code: `${call.origin}/payments/${pageId}` };
}

/** Creates a trade that a known buyer will pay: `alipay.trade.create`. */
function create(call: GatewayCall, sandbox: Sandbox): object {
  return tradeNumbers(sandbox.trades.order(readOrder(call, 'alipay.trade.create', sandbox), true));
}

function query(call: GatewayCall, sandbox: Sandbox): object {
  const trade = sandbox.trades.get(readTradeName(call, sandbox));
  const paidAt = paymentTime(trade);
  return {
    ...tradeNumbers(trade),
    ...buyerModel(trade),
    trade_status: trade.status,
    subject: trade.order.subject,
    total_amount: yuanText(trade.order.totalAmount),
    ...(trade.order.body === undefined ? {} : { body: trade.order.body }),
    ...(trade.order.passbackParams === undefined ? {} : { passback_params: trade.order.passbackParams }),
    ...paymentModel(trade),
    ...(paidAt === undefined ? {} : { send_pay_date: paidAt }),
  };
}

function close(call: GatewayCall, sandbox: Sandbox): object {
  const { trades } = sandbox;
  return tradeNumbers(trades.close(trades.get(readTradeName(call, sandbox))));
}

/** Undoes a payment whose outcome the caller does not know; `alipay.trade.cancel` succeeds for unknown trades too. */
function cancel(call: GatewayCall, sandbox: Sandbox): object {
  const { trades } = sandbox;
  const name = readTradeName(call, sandbox);
  const trade = trades.find(name);
  if (trade === undefined) return { out_trade_no: name.outTradeNo, retry_flag: 'N' };
  const action = trades.cancel(trade);
  return { ...tradeNumbers(trade), retry_flag: 'N', ...(action === undefined ? {} : { action }) };
}

function refund(call: GatewayCall, sandbox: Sandbox): object {
  const { trades } = sandbox;
  const trade = trades.get(readTradeName(call, sandbox));
  const fields = tradeFields(call);
  const amount = fields.amount('refund_amount');
  const outRequestNo = fields.optionalText('out_request_no', 64) ?? trade.order.outTradeNo;
  const reason = fields.optionalText('refund_reason', 256);
  const { refund: made, isNew } = trades.refund(trade, { outRequestNo, amount, reason });
  return {
    ...tradeNumbers(trade),
    ...buyerModel(trade),
    fund_change: isNew ? 'Y' : 'N',
    refund_fee: yuanText(refundedAmount(trade)),
    send_back_fee: isNew ? yuanText(made.amount) : '0.00',
    gmt_refund_pay: chinaTime(made.refundedAt),
  };
}

/** Finds one refund: `alipay.trade.fastpay.refund.query`. An unknown one has no `refund_status`. */
function queryRefund(call: GatewayCall, sandbox: Sandbox): object {
  const trade = sandbox.trades.get(readTradeName(call, sandbox));
  const outRequestNo = tradeFields(call).text('out_request_no', 64);
  const found = trade.refunds.find((one) => one.outRequestNo === outRequestNo);
  if (found === undefined) return { ...tradeNumbers(trade), out_request_no: outRequestNo };
  return {
    ...tradeNumbers(trade),
    out_request_no: outRequestNo,
    refund_status: 'REFUND_SUCCESS',
    refund_amount: yuanText(found.amount),
    total_amount: yuanText(trade.order.totalAmount),
    gmt_refund_pay: chinaTime(found.refundedAt),
    ...(found.reason === undefined ? {} : { refund_reason: found.reason }),
  };
}

const performers = {
  'alipay.trade.pay': pay,
  'alipay.trade.precreate': precreate,
  'alipay.trade.create': create,
  'alipay.trade.query': query,
  'alipay.trade.close': close,
  'alipay.trade.cancel': cancel,
  'alipay.trade.refund': refund,
  'alipay.trade.fastpay.refund.query': queryRefund,
};

/** The operations on trades, by verb and path. */
export const tradeOperations: readonly (readonly [route: string, operation: GatewayOperation])[] = Object.entries(
  performers,
).map(([id, response]) => [`POST /v3/${id.replaceAll('.', '/')}`, { id, check: checkCatalogued(id), response }]);
