import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { sendPreview } from '../pages/merchant-page.js';
import { pageLanguage, pageLanguages } from '../pages/page-language.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams } from '../validation/common-schemas.js';
import { pageOfLink, type ShownLink } from './link-page.js';
import { describedLife } from './link-schema.js';
import { readLink } from './link-states.js';

const previewQuery = Type.Object(
  {
    linkId: Type.Optional(
      Type.String({
        pattern: '^[\\w-]{8,64}$',
        description: 'An existing link; without it, one that could be created',
      }),
    ),
    expiresIn: describedLife('Without `linkId`: seconds for which the link would be good'),
    language: Type.Optional(Type.Enum([...pageLanguages], { description: "The browser's by default" })),
  },
  { additionalProperties: false },
);

/** The text in the QR code of a link that does not exist. */
const sampleCode = '预览 / Preview';

/** `/v1/apps/:appId/links/preview`: the page that a merchant opens, to be looked at. */
export function linkPreview(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/links/preview',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Shows the page of a consent link as the merchant sees it, without opening the link',
      description:
        "Changes nothing. Pages of the hub's own origin may show it in a frame; nothing in it can be clicked.",
      tags: ['links'],
      params: applicationParams,
      querystring: previewQuery,
      response: {
        200: { description: 'The page', content: { 'text/html': { schema: Type.String() } } },
        ...problemResponses,
      },
    },
    async handler({ params: { appId }, query, headers }, reply) {
      const { linkId, expiresIn, language } = query;
      context.applications.check(appId);
      const row = linkId === undefined ? undefined : await readLink(context, linkId);
      if (linkId !== undefined && row?.app_id !== appId) throw new HubError('not-found', 'there is no such link');
      const shown: ShownLink = row ?? {
        app_id: appId,
        state: 'created',
        url: '',
        qr_payload: sampleCode,
        expires_at: context.clock() + expiresIn * 1_000,
        returned_at: null,
      };
      const chosen = pageLanguage(language ?? row?.language, headers['accept-language']);
      return sendPreview(reply, await pageOfLink(context, shown, chosen));
    },
  });
}
