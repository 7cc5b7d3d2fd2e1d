import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { completeAuthorizedLinks, completeLinks, completeOlderLinks } from './complete-links.js';
import { findReturns, findReturnsOf } from './find-returns.js';
import { forgetLinks } from './forget-links.js';
import { linkPage } from './link-page.js';
import { linkPreview } from './link-preview.js';
import { linkRetention } from './link-retention.js';
import { linkRoutes } from './link-routes.js';
import { expireLinks } from './link-states.js';

/** `/v1/apps/:appId/links`: invitations to merchants. */
export const linksModule: HubModuleFactory = (context) => {
  const retention = linkRetention(context);
  return {
    name: 'links',
    routes(server) {
      linkRoutes(server, context);
      linkPreview(server, context);
    },
    onEvent: (event) => findReturnsOf(context, event),
    workers: [
      { name: 'links', interval: 30_000, turn: () => expireLinks(context) },
      { name: 'links-returned', interval: 2_000, turn: () => completeLinks(context) },
      { name: 'links-authorized', interval: 5_000, turn: () => completeAuthorizedLinks(context) },
      { name: 'links-older', interval: 600_000, turn: () => completeOlderLinks(context) },
      {
        name: 'links-missed',
        interval: 600_000,
        async turn() {
          await findReturns(context);
          return false;
        },
      },
      retentionWorker('links-retention', 3_600_000, retention),
    ],
    retention,
    forget: (merchant) => forgetLinks(context, merchant),
  };
};

/** `/c/:linkId`: their pages. */
export const linkPagesModule: HubModuleFactory = (context) => ({
  name: 'link-pages',
  routes: (server) => linkPage(server, context),
});
