import { Router } from 'express';
import { page, text } from './page.js';

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
    const result = await vault.receiveCallback(appId, new URLSearchParams(request.url.split('?')[1]));
    switch (result.outcome) {
      case 'authorized':
        return response.redirect('/');
      case 'pending':
        return response
          .status(202)
          .send(page('Alipay does not respond', '<p>Your authorization completes by itself.</p>'));
      case 'no-state':
      case 'foreign-state':
      case 'expired-state':
      case 'used-state':
        // Nobody knows yet whose shop this is: a person checks it, and calls vault.assign.
        return response.send(page('Authorized', '<p>We will ask you which shop this is for.</p>'));
      case 'declined':
      case 'already-used':
      case 'expired':
      case 'refused':
        return response.status(403).send(page(`Not authorized: ${result.outcome}`, again(result.link?.url)));
      case 'foreign-application':
      case 'no-code':
        return response.status(400).send(page('This is no response of Alipay', again()));
    }
  });
  return routes;
}

const again = (url = '/invite') => `<p><a href="${text(url)}">Authorize</a></p>`;
