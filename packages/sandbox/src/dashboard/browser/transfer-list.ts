import type { TransferSnapshot, TransferStatus } from '../../index.js';
import { badge, code, element, facts, type Tone } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';

const tones: Readonly<Record<TransferStatus, Tone>> = { DEALING: 'wait', SUCCESS: 'good', FAIL: 'bad', REFUND: 'bad' };

/** Transfers, the newest first. */
export function showTransfers(list: HTMLElement, transfers: readonly TransferSnapshot[]): void {
  showList(list, transfers.toReversed(), {
    key: ({ orderId }) => orderId,
    build: transferItem,
    empty: 'No transfer yet. Call alipay.fund.trans.uni.transfer.',
  });
}

function transferItem(transfer: TransferSnapshot): HTMLElement {
  const { createdAt, endsAt, title, outBizNo, amount, status, failure } = transfer;
  return element(
    'details',
    { class: 'item' },
    element(
      'summary',
      {},
      moment(createdAt),
      element(
        'span',
        { class: 'what' },
        title ?? undefined,
        title === null ? undefined : ' ',
        element('span', { class: 'secondary' }, code(outBizNo)),
      ),
      element('span', { class: 'amount' }, `¥${amount}`),
      element('span', { class: 'badges' }, badge(status, tones[status])),
    ),
    element(
      'div',
      { class: 'body' },
      facts({
        order_id: code(transfer.orderId),
        Product: code(transfer.productCode),
        Payer: element('span', {}, code(transfer.payerId), ' · application ', code(transfer.authAppId)),
        Payee: element('span', {}, code(transfer.payee), ' ', transfer.payeeType),
        [status === 'DEALING' ? 'The bank decides' : 'Ended']: moment(endsAt),
        'Error code': failure === null ? undefined : code(failure),
      }),
    ),
  );
}
