import { datedNumber } from '../clock/dated-number.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import { Refusal } from '../refusal.js';
import type { RandomSource } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import { bankOutcome, transferRefusal } from './magic-amounts.js';
import type { Transfer, TransferOrder } from './transfer.js';
import { transferProducts } from './transfer-products.js';

export interface TransferBookOptions {
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly settings: SandboxSettings;
}

const capacity = 10_000;

const keyOf = (payerId: string, outBizNo: string) => `${payerId} ${outBizNo}`;

/** Every transfer. One `out_biz_no` names one transfer of a payer, however often it is requested. */
export class TransferBook {
  readonly #options: TransferBookOptions;
  readonly #byOutBizNo = new Map<string, Transfer>();
  readonly #byOrderId = new Map<string, Transfer>();

  constructor(options: TransferBookOptions) {
    this.#options = options;
  }

  /** Makes a transfer, or returns the one that an earlier call of the same content made. @throws Refusal */
  transfer(order: TransferOrder): Transfer {
    const earlier = this.findByOutBizNo(order.payerId, order.outBizNo);
    if (earlier === undefined) return this.#create(order);
    if (content(earlier.order) === content(order)) return earlier;
    throw new Refusal('PAYMENT_INFO_INCONSISTENCY', '两次请求商户单号一样，但是参数不一致');
  }

  findByOutBizNo(payerId: string, outBizNo: string): Transfer | undefined {
    const transfer = this.#byOutBizNo.get(keyOf(payerId, outBizNo));
    return transfer && this.#age(transfer);
  }

  /** @param number the transfer's `order_id` or `pay_fund_order_id` */
  findByNumber(number: string): Transfer | undefined {
    const transfer = this.#byOrderId.get(number);
    return transfer && this.#age(transfer);
  }

  /** Oldest first. */
  list(): Transfer[] {
    return Array.from(this.#byOutBizNo.values(), (transfer) => this.#age(transfer));
  }

  #create(order: TransferOrder): Transfer {
    const refusal = transferRefusal(order.amount);
    if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message);
    const { clock, random, settings } = this.#options;
    const createdAt = clock.now();
    const isToBank = transferProducts.get(order.productCode)?.arrival === 'bank';
    const transfer: Transfer = {
      order: Object.freeze(order),
      orderId: datedNumber(random, createdAt, 32),
      payFundOrderId: datedNumber(random, createdAt, 32),
      createdAt,
      endsAt: createdAt + (isToBank ? settings.bankTransferTime * 1000 : 0),
      status: isToBank ? 'DEALING' : 'SUCCESS',
      failure: undefined,
    };
    this.#byOutBizNo.set(keyOf(order.payerId, order.outBizNo), transfer);
    this.#byOrderId.set(transfer.orderId, transfer);
    this.#byOrderId.set(transfer.payFundOrderId, transfer);
    this.#forget();
    return transfer;
  }

  #forget(): void {
    if (this.#byOutBizNo.size <= capacity) return;
    const [oldest] = this.#byOutBizNo.values();
    if (oldest === undefined) return;
    this.#byOutBizNo.delete(keyOf(oldest.order.payerId, oldest.order.outBizNo));
    this.#byOrderId.delete(oldest.orderId);
    this.#byOrderId.delete(oldest.payFundOrderId);
  }

  /** Applies what the passage of time does to a transfer. */
  #age(transfer: Transfer): Transfer {
    if (transfer.status === 'DEALING' && this.#options.clock.now() >= transfer.endsAt) {
      Object.assign(transfer, bankOutcome(transfer.order.amount));
    }
    return transfer;
  }
}

/** What must be the same when a transfer is requested again. */
function content({ amount, productCode, bizScene, payee }: TransferOrder): string {
  return JSON.stringify([amount, productCode, bizScene, payee.identity, payee.identityType, payee.name]);
}
