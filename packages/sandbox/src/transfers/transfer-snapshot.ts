import { yuanText } from '../trades/amount.js';
import type { Transfer, TransferSnapshot } from './transfer.js';

export function transferSnapshot({ order, orderId, createdAt, endsAt, status, failure }: Transfer): TransferSnapshot {
  return {
    orderId,
    outBizNo: order.outBizNo,
    appId: order.appId,
    authAppId: order.authAppId,
    payerId: order.payerId,
    payee: order.payee.identity,
    payeeType: order.payee.identityType,
    productCode: order.productCode,
    title: order.title ?? null,
    amount: yuanText(order.amount),
    status,
    failure: failure?.code ?? null,
    createdAt,
    endsAt,
  };
}
