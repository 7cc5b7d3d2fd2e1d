import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { repeatable } from '../idempotency/repeatable.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams, orNull, timeSchema } from '../validation/common-schemas.js';
import { replaceReturnSecret } from './return-secret.js';

export function returnSecretRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'POST',
    url: '/v1/apps/:appId/return-secret',
    config: { access: 'manage', idempotent: true },
    schema: {
      summary: 'Makes the secret that signs what merchants bring back to `returnTo`, or replaces it',
      description: 'The response has the secret, once. While it is being replaced, both sign.',
      tags: ['links'],
      params: applicationParams,
      body: Type.Object(
        {
          overlap: Type.Integer({
            minimum: 0,
            maximum: 30 * 86_400,
            default: 86_400,
            description: 'Seconds for which the secret before signs as well',
          }),
        },
        { additionalProperties: false, default: {} },
      ),
      response: {
        201: Type.Object({
          secret: Type.String({ description: '`whsec_` and 32 bytes in base64, as Standard Webhooks writes secrets' }),
          previousUntil: orNull(timeSchema, 'Until when the secret before signs as well'),
        }),
        ...problemResponses,
      },
    },
    async handler(request, reply) {
      const { appId } = request.params;
      context.applications.check(appId);
      const options = { overlap: request.body.overlap, by: request.apiKey?.id };
      return reply.code(201).send(await replaceReturnSecret(repeatable(context, request), appId, options));
    },
  });
}
