import { html, type Safe } from '../html/html.js';
import { pageFrame } from '../html/page-frame.js';
import type { Payment } from './payment.js';
import type { V2Failure } from './v2-failure.js';

/** Shows an order; its buttons settle it. */
export function paymentPage(id: string, payment: Payment): string {
  const { application, returnUrl } = payment;
  return pageFrame(
    'Pay',
    html`<section class="card">
<h1>Pay <span lang="zh">付款</span></h1>
<p class="secondary">The application <code>${application.appId}</code> asks for a payment. No money moves.</p>
${order(payment)}
<form method="post" action="/payments/${id}/pay"><button class="primary">Pay <span lang="zh">确认付款</span></button></form>
<form method="post" action="/payments/${id}/cancel"><button>Cancel <span lang="zh">取消</span></button></form>
<p class="hint">${returnUrl === undefined ? 'The order names no return_url.' : html`After paying you return to <code>${returnUrl}</code>`}</p>
</section>`,
  );
}

/** What became of an order, where there is nowhere to go. */
export function settledPage(payment: Payment, status: string): string {
  const title = status === 'paid' ? 'Paid' : 'Cancelled';
  return pageFrame(title, html`<section class="card" role="status"><h1>${title}</h1>${order(payment)}</section>`);
}

/** Says why there is no page, to whoever made the link. */
export function refusedPage({ code, msg, sub_code, sub_msg }: V2Failure): string {
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

function order({ subject, totalAmount, outTradeNo }: Payment): Safe {
  return html`<dl>
<div><dt>Subject</dt><dd>${subject}</dd></div>
<div><dt>Amount</dt><dd>¥${totalAmount}</dd></div>
<div><dt>Order</dt><dd><code>${outTradeNo}</code></dd></div>
</dl>`;
}
