import { isAlipayApiError } from '@lingpai/alipay';
import { isVaultError } from '@lingpai/vault';
import express from 'express';
import { alipayRoutes } from './alipay-routes.js';
import { chargeRoutes } from './charge-routes.js';
import { Orders } from './orders.js';
import { page, text } from './page.js';

/** @param {import('./authorizations.js').Authorizations} authorizations */
export function createApp(authorizations) {
  const orders = new Orders();
  const app = express();
  app.use(alipayRoutes(authorizations, orders));
  app.use(chargeRoutes(authorizations, orders));

  app.get('/', async (_request, response) => {
    const rows = [];
    for await (const some of authorizations.vault.list()) rows.push(...some.map(merchantRow));
    response.send(
      page('Merchants', `<ul>${rows.join('')}</ul><p><a href="/invite?shop=tea">Invite a merchant</a></p>`),
    );
  });

  app.use(
    /** @type {express.ErrorRequestHandler} */ (
      (error, _request, response, _next) => {
        const refused = isAlipayApiError(error) || isVaultError(error);
        console.error(refused ? error.code : error);
        response.status(refused ? 502 : 500).send(page(refused ? `Refused: ${error.code}` : 'Something failed', ''));
      }
    ),
  );
  return app;
}

/** @param {import('@lingpai/vault').Authorization} authorization */
function merchantRow({ authAppId, reference, state }) {
  const charge = `<form method="post" action="/charges"><input type="hidden" name="merchant" value="${text(authAppId)}">
<input name="amount" value="8.80" aria-label="Amount in yuan"><button>Charge a customer</button></form>`;
  return `<li>${text(reference ?? 'unassigned')} ${text(authAppId)} ${text(state)}${state === 'active' ? charge : ''}</li>`;
}
