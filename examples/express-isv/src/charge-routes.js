import { randomUUID } from 'node:crypto';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import express, { Router } from 'express';
import QRCode from 'qrcode';
import { page, text } from './page.js';

/**
 * Charges a merchant's customer and refunds, on behalf of the merchant.
 *
 * @param {import('./authorizations.js').Authorizations} authorizations
 * @param {import('./orders.js').Orders} orders
 */
export function chargeRoutes({ appId, baseUrl, vault }, orders) {
  const routes = Router();
  routes.use(express.urlencoded({ extended: false }));

  routes.post('/charges', async (request, response) => {
    const { merchant: authAppId, amount } = request.body ?? {};
    if (typeof authAppId !== 'string' || !/^\d{1,8}\.\d\d$/.test(amount)) {
      return void response.status(400).send(page('merchant and amount, such as 8.80, are required', ''));
    }
    const id = `order_${randomUUID().replaceAll('-', '')}`;
    const trades = new AlipayTradeApi(vault.merchant(appId, authAppId));
    const { qr_code: qrCode = '' } = await trades.precreate({
      out_trade_no: id,
      subject: 'Tea 茶',
      total_amount: amount,
      notify_url: `${baseUrl}/alipay/notify/${appId}`,
    });
    orders.add({ id, authAppId, amount, qrCode, status: 'WAIT_BUYER_PAY' });
    response.redirect(303, `/orders/${id}`);
  });

  routes.get('/orders/:id', async (request, response) => {
    const order = orders.get(request.params.id);
    if (order === undefined) return void response.status(404).send(page('There is no such order', ''));
    const qrCode = await QRCode.toString(order.qrCode, { type: 'svg', width: 240 });
    response.send(
      page(
        `${order.amount} yuan: ${order.status}`,
        order.status === 'WAIT_BUYER_PAY' ? toPay(order, qrCode) : refund(order),
      ),
    );
  });

  routes.post('/orders/:id/refund', async (request, response) => {
    const order = orders.get(request.params.id);
    if (order === undefined) return void response.status(404).send(page('There is no such order', ''));
    const trades = new AlipayTradeApi(vault.merchant(appId, order.authAppId));
    // Repeating the request with the same number refunds once.
    const refund = { out_trade_no: order.id, refund_amount: order.amount, out_request_no: `${order.id}_1` };
    await trades.refund(refund);
    response.redirect(303, `/orders/${order.id}`);
  });
  return routes;
}

/** @param {import('./orders.js').Order} order @param {string} qrCode */
const toPay = (order, qrCode) =>
  `${qrCode}<p>Scan to pay, or <a href="${text(order.qrCode)}">open the buyer's page</a>. Then reload this page.</p>`;

/** @param {import('./orders.js').Order} order */
const refund = (order) =>
  order.status === 'TRADE_SUCCESS'
    ? `<form method="post" action="/orders/${order.id}/refund"><button>Refund</button></form>`
    : '';
