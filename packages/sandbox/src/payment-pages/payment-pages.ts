import { html, type Safe } from '../html/html.js';
import { pageFrame } from '../html/page-frame.js';
import { yuanText } from '../trades/amount.js';
import type { Trade } from '../trades/trade.js';

/** The members of a v2 error response that a page shows. */
export interface ShownFailure {
  readonly code: string;
  readonly msg: string;
  readonly sub_code: string;
  readonly sub_msg: string;
}

/** A trade that waits for its buyer, with buttons to pay and to leave. */
export function paymentPage(trade: Trade): string {
  const { order, pageId, returnUrl } = trade;
  return pageFrame(
    'Pay',
    html`<section class="card">
<h1>Pay <span lang="zh">付款</span></h1>
<p class="secondary">The application <code>${order.appId}</code> requests a payment. No money moves.</p>
${facts(trade)}
<form method="post" action="/payments/${pageId}/pay"><button class="primary">Pay <span lang="zh">确认付款</span></button></form>
<form method="post" action="/payments/${pageId}/cancel"><button>Cancel <span lang="zh">取消</span></button></form>
<p class="hint">${returnUrl === undefined ? 'The order has no return_url.' : html`After paying you return to <code>${returnUrl}</code>`}</p>
</section>`,
  );
}

/** A trade that was paid or closed. */
export function endedPage(trade: Trade): string {
  const title = trade.status === 'TRADE_CLOSED' ? 'Closed' : 'Paid';
  return pageFrame(title, html`<section class="card" role="status"><h1>${title}</h1>${facts(trade)}</section>`);
}

/** The buyer left without paying; the trade still waits. */
export function leftPage(trade: Trade): string {
  return pageFrame(
    'Not paid',
    html`<section class="card" role="status"><h1>Not paid</h1><p>The trade still waits for its buyer.</p>${facts(trade)}</section>`,
  );
}

/** Explains to the developer why the page cannot be shown. */
export function refusedPage({ code, msg, sub_code, sub_msg }: ShownFailure): string {
  return pageFrame(
    'Payment cannot be shown',
    html`<section class="card" role="alert">
<p class="mark error" aria-hidden="true">!</p>
<h1>This payment link does not work</h1>
<dl><div><dt>Code</dt><dd><code>${code}</code> ${msg}</dd></div><div><dt>Reason</dt><dd><code>${sub_code}</code></dd></div></dl>
<p>${sub_msg}</p>
</section>`,
  );
}

function facts({ order }: Trade): Safe {
  return html`<dl>
<div><dt>Subject</dt><dd>${order.subject}</dd></div>
<div><dt>Amount</dt><dd>¥${yuanText(order.totalAmount)}</dd></div>
<div><dt>Order</dt><dd><code>${order.outTradeNo}</code></dd></div>
</dl>`;
}
