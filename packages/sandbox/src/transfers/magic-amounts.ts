import type { TransferFailure, TransferStatus } from './transfer.js';

/** Amounts in fen at which a transfer is refused. They are documented in docs/sandbox-trades.md. */
const refusals: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
  [101, ['PAYER_BALANCE_NOT_ENOUGH', '付款方余额不足']],
  [102, ['BALANCE_IS_NOT_ENOUGH', '余额不足']],
  [103, ['PAYMENT_FAIL', '支付失败']],
  [104, ['PAYEE_ACCOUNT_STATUS_ERROR', '收款方账户状态异常']],
]);

interface BankOutcome {
  readonly status: TransferStatus;
  readonly failure: TransferFailure | undefined;
}

/** Amounts in fen at which the bank does not credit a transfer to a card. */
const bankFailures: ReadonlyMap<number, BankOutcome> = new Map([
  [105, { status: 'FAIL', failure: { code: 'PAYEE_CARD_INFO_ERROR', reason: '收款方银行卡信息有误' } }],
  [106, { status: 'REFUND', failure: { code: 'BANK_RESPONSE_ERROR', reason: '银行退票' } }],
]);

/** Why a transfer of this amount is refused; `undefined` when it is made. */
export function transferRefusal(fen: number): { readonly code: string; readonly message: string } | undefined {
  const found = refusals.get(fen);
  return found && { code: found[0], message: found[1] };
}

/** How the bank ends a transfer to a card. */
export function bankOutcome(fen: number): BankOutcome {
  return bankFailures.get(fen) ?? { status: 'SUCCESS', failure: undefined };
}
