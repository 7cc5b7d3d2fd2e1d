import { alipayHandler, toNodeHandler } from '@lingpai/alipay/handler';
import express, { Router } from 'express';

/**
 * What Alipay posts. Both routes need the bytes as they arrived, so no body parser may be mounted in front of them.
 *
 * @param {import('./authorizations.js').Authorizations} authorizations
 * @param {import('./orders.js').Orders} orders
 */
export function notificationRoutes({ appId, client, vault }, orders) {
  const routes = Router();

  // The application's address: a merchant authorized, or cancelled. The vault stores and applies both.
  routes.post('/notify', express.raw({ type: () => true }), async (request, response) => {
    const outcome = await vault.receiveNotification(appId, request.body, request.headers['content-type']);
    response.type('text').send(outcome);
  });

  // The notify_url of each charge.
  const handler = alipayHandler({
    client,
    on: {
      tradeStatus: ({ outTradeNo, tradeStatus, totalAmount }) => {
        orders.update(outTradeNo, tradeStatus, totalAmount);
      },
    },
    onProblem: ({ reason, message }) => console.error(reason, message),
  });
  routes.post('/notify/trades', toNodeHandler(handler));
  return routes;
}
