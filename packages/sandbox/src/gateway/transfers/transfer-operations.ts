import { chinaTime } from '../../clock/china-time.js';
import type { Sandbox } from '../../sandbox.js';
import { yuanText } from '../../trades/amount.js';
import type { Transfer } from '../../transfers/transfer.js';
import type { GatewayCall, GatewayOperation } from '../gateway-operation.js';
import { checkCatalogued } from '../operations/check-catalogued.js';
import { readNamedTransfer, readTransfer } from './read-transfer.js';

const transferId = 'alipay.fund.trans.uni.transfer';
const queryId = 'alipay.fund.trans.common.query';

/** The members that both responses have. */
function transferModel({ order, orderId, payFundOrderId, status }: Transfer): object {
  return { out_biz_no: order.outBizNo, order_id: orderId, pay_fund_order_id: payFundOrderId, status };
}

function transfer(call: GatewayCall, sandbox: Sandbox): object {
  const made = sandbox.transfers.transfer(readTransfer(call, sandbox));
  return { ...transferModel(made), trans_date: chinaTime(made.createdAt) };
}

function query(call: GatewayCall, sandbox: Sandbox): object {
  const found = readNamedTransfer(call, sandbox);
  const { order, createdAt, endsAt, status, failure } = found;
  return {
    ...transferModel(found),
    trans_amount: yuanText(order.amount),
    pay_date: chinaTime(createdAt),
    ...(status === 'DEALING' ? { arrival_time_end: chinaTime(endsAt) } : {}),
    ...(failure === undefined ? {} : { error_code: failure.code, fail_reason: failure.reason }),
    ...(order.payee.identityType === 'ALIPAY_USER_ID' ? { receiver_user_id: order.payee.identity } : {}),
    ...(order.passbackParams === undefined ? {} : { passback_params: order.passbackParams }),
  };
}

/** The operations on transfers, by verb and path. */
export const transferOperations: readonly (readonly [route: string, operation: GatewayOperation])[] = [
  [
    'POST /v3/alipay/fund/trans/uni/transfer',
    { id: transferId, check: checkCatalogued(transferId), response: transfer },
  ],
  ['GET /v3/alipay/fund/trans/common/query', { id: queryId, check: checkCatalogued(queryId), response: query }],
];
