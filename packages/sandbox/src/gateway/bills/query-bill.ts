import { readBillPeriod } from '../../bills/bill-period.js';
import { billEntries } from '../../bills/trade-bill.js';
import { Refusal } from '../../refusal.js';
import { actingAccount } from '../acting-account.js';
import { FieldReader } from '../field-reader.js';
import type { GatewayOperation } from '../gateway-operation.js';
import { checkCatalogued } from '../operations/check-catalogued.js';

const id = 'alipay.data.dataservice.bill.downloadurl.query';

/** Returns where a day's or a month's bill can be downloaded. A bill is there once its period is over. */
export const queryBill: GatewayOperation = {
  id,
  check: checkCatalogued(id),
  response(call, sandbox) {
    // Alipay spells it so.
    const query = new FieldReader(Object.fromEntries(call.query), 'INVAILID_ARGUMENTS');
    const type = query.text('bill_type', 20);
    const period = readBillPeriod(query.text('bill_date', 10));
    if (period === undefined) throw query.wrong('bill_date应为yyyy-MM-dd或yyyy-MM');
    if (type !== 'trade') throw new Refusal('TYPE_NOT_SUPPORTED', '账单类型不支持：沙箱只有trade');
    if (query.optionalText('smid', 64) !== undefined) throw new Refusal('NO_BILL_DATA', '二级商户没有账单数据');
    const { bills, clock, trades } = sandbox;
    if (clock.now() < period.end) throw new Refusal('BILL_NOT_EXIST', '账单不存在：该日期尚未结束');
    const { userId } = actingAccount(call, sandbox);
    const url = `${call.origin}/bills/${bills.offer(userId, period)}`;
    const isEmpty = billEntries(trades.list(), userId, period).length === 0;
    return { bill_download_url: url, ...(isEmpty ? { bill_file_code: 'EMPTY_DATA_WITH_BILL_FILE' } : {}) };
  },
};
