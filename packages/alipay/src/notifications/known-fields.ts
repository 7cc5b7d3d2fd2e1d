/**
 * Fields that a merchant or a buyer writes. Anything can stand in them, `&` and `=` included.
 *
 * Source: https://opendocs.alipay.com/open/204/105301
 */
const writtenFields: ReadonlySet<string> = new Set(['body', 'passback_params', 'subject']);

/** Fields whose value is JSON. */
const jsonFields: ReadonlySet<string> = new Set(['biz_content', 'fund_bill_list', 'voucher_detail_list']);

/** Further fields that Alipay itself fills in: of trades, authorizations, messages and return pages. */
const alipayFields: ReadonlySet<string> = new Set([
  'alipay_cert_sn',
  'app_id',
  'auth_app_id',
  'buyer_id',
  'buyer_logon_id',
  'buyer_open_id',
  'buyer_pay_amount',
  'charset',
  'gmt_close',
  'gmt_create',
  'gmt_payment',
  'gmt_refund',
  'invoice_amount',
  'method',
  'msg_id',
  'msg_key',
  'msg_method',
  'notify_id',
  'notify_time',
  'notify_type',
  'out_biz_no',
  'out_trade_no',
  'point_amount',
  'receipt_amount',
  'refund_fee',
  'seller_email',
  'seller_id',
  'service',
  'sign_type',
  'status',
  'timestamp',
  'total_amount',
  'trade_no',
  'trade_status',
  'utc_timestamp',
  'version',
]);

/** What is known of a field: who fills it in, or that nothing is known. */
export type FieldKind = 'written' | 'json' | 'alipay' | 'unknown';

export function fieldKind(name: string): FieldKind {
  if (writtenFields.has(name)) return 'written';
  if (jsonFields.has(name)) return 'json';
  return alipayFields.has(name) ? 'alipay' : 'unknown';
}
