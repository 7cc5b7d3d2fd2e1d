import { toNodeHandler } from '@lingpai/alipay/handler';
import { Router } from 'express';

/**
 * The merchant's way to Alipay and back, and what Alipay posts. The handler needs the bytes as they arrived, so no body parser may
 * be mounted in front of it.
 *
 * @param {import('./authorizations.js').Authorizations} authorizations
 * @param {import('./orders.js').Orders} orders
 */
export function alipayRoutes({ appId, baseUrl, vault }, orders) {
  const routes = Router();

  // Your own name for the merchant comes back with the authorization.
  routes.get('/invite', (request, response) => {
    const { url } = vault.consentLink({ appId, reference: String(request.query.shop ?? 'demo') });
    response.redirect(url);
  });

  // /alipay/callback/<appId> and /alipay/notify/<appId>. The vault stores and applies what concerns authorizations.
  const handler = vault.handler({
    basePath: '/alipay',
    onCallback: ({ outcome }) => (outcome === 'authorized' ? Response.redirect(`${baseUrl}/`, 303) : undefined),
    on: {
      tradeStatus: ({ outTradeNo, tradeStatus, totalAmount }) => {
        orders.update(outTradeNo, tradeStatus, totalAmount);
      },
    },
  });
  routes.use('/alipay', toNodeHandler(handler));
  return routes;
}
