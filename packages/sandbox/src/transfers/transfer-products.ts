/** A product by which money is transferred. */
export interface TransferProduct {
  /** The types of a payee's identity that go with it. */
  readonly payeeTypes: readonly string[];
  /** `account`: the payee has the money at once; `bank`: a bank has to credit it first. */
  readonly arrival: 'account' | 'bank';
}

/** The products that the sandbox has, by `product_code`. Both have one `biz_scene`. */
export const transferProducts: ReadonlyMap<string, TransferProduct> = new Map<string, TransferProduct>([
  ['TRANS_ACCOUNT_NO_PWD', { payeeTypes: ['ALIPAY_USER_ID', 'ALIPAY_OPEN_ID', 'ALIPAY_LOGON_ID'], arrival: 'account' }],
  ['TRANS_BANKCARD_NO_PWD', { payeeTypes: ['BANKCARD_ACCOUNT', 'BANKCARD_NO'], arrival: 'bank' }],
]);

export const transferScene = 'DIRECT_TRANSFER';
