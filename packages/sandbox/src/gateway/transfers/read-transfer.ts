import { Refusal } from '../../refusal.js';
import type { Sandbox } from '../../sandbox.js';
import type { Payee, Transfer, TransferOrder } from '../../transfers/transfer.js';
import { type TransferProduct, transferProducts, transferScene } from '../../transfers/transfer-products.js';
import { actingAccount } from '../acting-account.js';
import { FieldReader } from '../field-reader.js';
import type { GatewayCall } from '../gateway-operation.js';

const wrongParameter = 'INVALID_PARAMETER';

/** The transfer that a call orders. @throws Refusal */
export function readTransfer(call: GatewayCall, sandbox: Sandbox): TransferOrder {
  const fields = new FieldReader(call.fields, wrongParameter);
  const payer = actingAccount(call, sandbox);
  const outBizNo = fields.text('out_biz_no', 64);
  const amount = fields.amount('trans_amount');
  const productCode = fields.text('product_code', 64);
  const product = readProduct(fields, productCode);
  const bizScene = fields.optionalText('biz_scene', 64) ?? transferScene;
  if (bizScene !== transferScene) throw fields.wrong(`${productCode}的biz_scene应为${transferScene}`);
  return {
    appId: call.application.appId,
    authAppId: payer.authAppId,
    payerId: payer.userId,
    outBizNo,
    productCode,
    bizScene,
    amount,
    payee: readPayee(fields.object('payee_info'), product, payer.userId),
    title: fields.optionalText('order_title', 128),
    remark: fields.optionalText('remark', 200),
    passbackParams: fields.optionalText('passback_params', 512),
  };
}

function readProduct(fields: FieldReader, productCode: string): TransferProduct {
  const product = transferProducts.get(productCode);
  if (product !== undefined) return product;
  if (productCode === 'STD_RED_PACKET') throw new Refusal('PRODUCT_NOT_SIGN', '产品未签约：沙箱没有现金红包');
  throw fields.wrong(`product_code应为${[...transferProducts.keys()].join('、')}`);
}

function readPayee(fields: FieldReader, { payeeTypes }: TransferProduct, payerId: string): Payee {
  const identityType = fields.text('identity_type', 64);
  if (!payeeTypes.includes(identityType)) {
    throw fields.wrong(`payee_info.identity_type应为${payeeTypes.join('、')}`);
  }
  const identity = fields.text('identity', 64);
  const name = fields.optionalText('name', 128);
  if (identityType === 'ALIPAY_LOGON_ID' && name === undefined) {
    throw fields.wrong('identity_type为ALIPAY_LOGON_ID时name不能为空');
  }
  if (identityType === 'BANKCARD_NO') fields.object('bankcard_ext_info');
  if (identityType === 'ALIPAY_USER_ID' && !/^2088\d{12}$/.test(identity)) {
    throw new Refusal('PAYEE_NOT_EXIST', '收款账号不存在');
  }
  if (identity === payerId) throw new Refusal('PAYER_PAYEE_CANNOT_SAME', '付款方和收款方不能是同一个账户');
  return { identity, identityType, name };
}

/** The transfer that a query names. @throws Refusal when it names none, or none of the caller's account */
export function readNamedTransfer(call: GatewayCall, sandbox: Sandbox): Transfer {
  const query = new FieldReader(Object.fromEntries(call.query), wrongParameter);
  const { userId } = actingAccount(call, sandbox);
  const number = query.optionalText('order_id', 64) ?? query.optionalText('pay_fund_order_id', 64);
  if (number !== undefined) return ownTransfer(sandbox.transfers.findByNumber(number), userId);
  const outBizNo = query.optionalText('out_biz_no', 64);
  if (outBizNo === undefined) throw query.wrong('order_id、pay_fund_order_id和out_biz_no不能同时为空');
  const productCode = query.text('product_code', 64);
  const bizScene = query.text('biz_scene', 64);
  const found = sandbox.transfers.findByOutBizNo(userId, outBizNo);
  const matches = found?.order.productCode === productCode && found.order.bizScene === bizScene;
  return ownTransfer(matches ? found : undefined, userId);
}

function ownTransfer(transfer: Transfer | undefined, userId: string): Transfer {
  if (transfer === undefined) throw new Refusal('ORDER_NOT_EXIST', '转账单据不存在');
  if (transfer.order.payerId !== userId) throw new Refusal('NO_ORDER_PERMISSION', '没有查询该转账单据的权限');
  return transfer;
}
