import { isVaultError } from '@lingpai/vault';
import { Router } from 'express';
import { page } from './page.js';

const useless = /** @type {const} */ (['code-used', 'code-expired', 'code-refused']);

/**
 * The merchant's way: invitation, consent at Alipay, and back.
 *
 * @param {import('./authorizations.js').Authorizations} authorizations
 */
export function consentRoutes({ appId, vault }) {
  const routes = Router();

  // Your own name for the merchant comes back with the authorization.
  routes.get('/invite', (request, response) => {
    const { url } = vault.consentLink({ appId, reference: String(request.query.shop ?? 'demo') });
    response.redirect(url);
  });

  routes.get('/callback', async (request, response) => {
    const { app_auth_code: code, state } = request.query;
    if (typeof code !== 'string') {
      return void response.status(403).send(page('Declined', '<p><a href="/invite">Authorize after all</a></p>'));
    }
    try {
      await vault.redeem({ appId, code, state: typeof state === 'string' ? state : undefined });
      response.redirect('/');
    } catch (error) {
      if (!isVaultError(error, useless)) throw error;
      response.status(409).send(page('This link was used', '<p><a href="/invite">Authorize once more</a></p>'));
    }
  });
  return routes;
}
