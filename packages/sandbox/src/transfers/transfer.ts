/** Alipay's statuses. `DEALING` moves to one of the others, and they are final. */
export type TransferStatus = 'DEALING' | 'SUCCESS' | 'FAIL' | 'REFUND';

/** Who receives the money. */
export interface Payee {
  readonly identity: string;
  /** Alipay's name of what `identity` is, such as `ALIPAY_USER_ID`. */
  readonly identityType: string;
  readonly name: string | undefined;
}

/** What an application orders. */
export interface TransferOrder {
  /** The application that made the call. */
  readonly appId: string;
  /** The application whose account pays: the caller's, or the merchant's on whose behalf it calls. */
  readonly authAppId: string;
  /** The account that pays. */
  readonly payerId: string;
  readonly outBizNo: string;
  readonly productCode: string;
  readonly bizScene: string;
  /** Fen. */
  readonly amount: number;
  readonly payee: Payee;
  readonly title: string | undefined;
  readonly remark: string | undefined;
  readonly passbackParams: string | undefined;
}

/** Why the bank did not credit a transfer. */
export interface TransferFailure {
  readonly code: string;
  readonly reason: string;
}

/** One transfer, and what has become of it. Times in milliseconds since 1970. */
export interface Transfer {
  readonly order: TransferOrder;
  /** Alipay's number of the transfer. */
  readonly orderId: string;
  readonly payFundOrderId: string;
  readonly createdAt: number;
  /** When the payee has the money, or the bank returns it. */
  readonly endsAt: number;
  status: TransferStatus;
  failure: TransferFailure | undefined;
}

/** A transfer as `listTransfers()` and `GET /sandbox/transfers` show it; times in milliseconds since 1970, the amount in yuan. */
export interface TransferSnapshot {
  readonly orderId: string;
  readonly outBizNo: string;
  readonly appId: string;
  readonly authAppId: string;
  readonly payerId: string;
  readonly payee: string;
  readonly payeeType: string;
  readonly productCode: string;
  readonly title: string | null;
  readonly amount: string;
  readonly status: TransferStatus;
  /** Alipay's error code; `null` unless the bank refused or returned the money. */
  readonly failure: string | null;
  readonly createdAt: number;
  readonly endsAt: number;
}
