import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { restHeaders } from '../server/security-headers.js';
import { authorizationParams } from '../validation/common-schemas.js';
import { tokenSchema } from './authorization-schema.js';

const tokenQuery = Type.Object(
  {
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Why a person reads the token; recorded in the audit chain',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The token of a merchant, for programs that call Alipay themselves, and for people who have a reason. */
export function tokenRoute(server: HubServer, { vault, applications, accesses, tracing }: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations/:authAppId/token',
    config: { access: 'token', quiet: true, securityHeaders: restHeaders },
    schema: {
      summary: 'Returns the current token of a merchant',
      description:
        'Never waits for a rotation. With a `reason`, a link of the audit chain with it is committed before the response is sent. ' +
        'Without one, reads are counted per API key and authorization, and each count becomes a link within a minute.',
      tags: ['authorizations'],
      params: authorizationParams,
      querystring: tokenQuery,
      response: { 200: tokenSchema, ...problemResponses },
    },
    async handler({ params: { appId, authAppId }, query: { reason }, apiKey, id }, reply) {
      applications.check(appId);
      const {
        value: token,
        state,
        generation,
        stale,
      } = await tracing.inSpan('vault.token', { 'lingpai.app_id': appId }, () => vault.token(appId, authAppId));
      const keyId = apiKey?.id ?? '';
      if (reason === undefined) accesses.add({ kind: 'tokens-read', keyId, appId, authAppId });
      else {
        const detail = { by: keyId, why: reason, requestId: id };
        await vault.recordAudit({ appId, authAppId, kind: 'token-revealed', detail });
      }
      reply.header('cache-control', 'no-store');
      return { token, state, generation, stale };
    },
  });
}
