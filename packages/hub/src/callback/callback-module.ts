import type { CallbackResult } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { renewLink } from '../links/create-link.js';
import { findByState, isUsable, markReturned, markReturning } from '../links/link-states.js';
import type { LinkRow } from '../links/link-table.js';
import { pageHeaders, sendPage } from '../pages/merchant-page.js';
import { pageLanguage } from '../pages/page-language.js';
import { problemPages } from '../pages/problem-page.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams } from '../validation/common-schemas.js';
import { onwardPage, resultPage } from './result-page.js';
import { returnAddress } from './return-address.js';
import { returnSecretRoute } from './return-secret-route.js';

/** `/callback/:appId`: merchants come back from Alipay. */
export const callbackModule: HubModuleFactory = (context) => ({
  name: 'callback',
  routes: (server) => callbackRoute(server, context),
});

/** `/v1/apps/:appId/return-secret`: what signs their outcomes. */
export const returnSecretModule: HubModuleFactory = (context) => ({
  name: 'return-secret',
  routes: (server) => returnSecretRoute(server, context),
});

function callbackRoute(server: HubServer, context: HubContext): void {
  problemPages(server);
  server.route({
    method: 'GET',
    url: '/callback/:appId',
    exposeHeadRoute: false,
    config: { access: 'public', securityHeaders: pageHeaders },
    schema: { hide: true, params: applicationParams },
    async handler({ params: { appId }, raw: { url = '' }, headers }, reply) {
      context.applications.check(appId);
      const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
      const found = await linkOf(context, appId, query);
      const result = await context.vault.receiveCallback(appId, query);
      const link = found === undefined ? undefined : await record(context, found, result);
      const address = link === undefined ? undefined : await addressOf(context, link, result);
      const language = pageLanguage(link?.language, headers['accept-language']);
      const page =
        address === undefined ? resultPage(context, { result, link, language }) : onwardPage(address, language);
      return sendPage(reply, page);
    },
  });
}

/** The link that a merchant comes back from. The state of a revoked one is taken out of the query: it assigns nothing. */
async function linkOf(context: HubContext, appId: string, query: URLSearchParams): Promise<LinkRow | undefined> {
  const state = query.get('state');
  if (!state) return undefined;
  try {
    const link = await findByState(context, appId, state);
    if (link?.state === 'revoked') query.delete('state');
    if (link !== undefined && query.has('app_auth_code')) await markReturning(context, link, state);
    return link;
  } catch (err) {
    // The code counts for more: the vault keeps it without the database, too.
    context.log.warn({ err, appId }, 'the link of a merchant who came back could not be read, or changed');
    return undefined;
  }
}

const useless: readonly CallbackResult['outcome'][] = ['already-used', 'expired', 'refused'];

/** The authorization is stored already: a link that cannot be changed changes nothing about it. */
async function record(context: HubContext, link: LinkRow, result: CallbackResult): Promise<LinkRow> {
  try {
    const returned = await markReturned(context, link, result);
    const isUsedUp = useless.includes(result.outcome) && isUsable(returned, context.clock());
    return isUsedUp ? await renewLink(context, returned) : returned;
  } catch (err) {
    context.log.error({ err, appId: link.app_id }, 'what became of a link could not be stored');
    return link;
  }
}

async function addressOf(context: HubContext, link: LinkRow, result: CallbackResult): Promise<string | undefined> {
  try {
    return await returnAddress(context, link, result);
  } catch (err) {
    context.log.error({ err, appId: link.app_id }, 'a merchant could not be sent to returnTo');
    return undefined;
  }
}
