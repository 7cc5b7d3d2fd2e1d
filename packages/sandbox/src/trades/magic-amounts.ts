/** Amounts in fen at which a payment fails. They are documented in docs/sandbox-trades.md. */
const failures: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
  [101, ['ACQ.BUYER_BALANCE_NOT_ENOUGH', '买家余额不足']],
  [102, ['ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH', '用户银行卡余额不足']],
  [103, ['ACQ.PAYMENT_FAIL', '支付失败']],
  [104, ['ACQ.BUYER_ENABLE_STATUS_FORBID', '买家状态非法']],
]);

/** The amount in fen at which the buyer has to confirm a barcode payment. */
const waitingAmount = 110;

/** Why a payment of this amount fails; `undefined` when it succeeds. */
export function paymentFailure(fen: number): { readonly code: string; readonly message: string } | undefined {
  const found = failures.get(fen);
  return found && { code: found[0], message: found[1] };
}

export function needsConfirmation(fen: number): boolean {
  return fen === waitingAmount;
}
