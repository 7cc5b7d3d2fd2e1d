import type { MerchantToken } from '@lingpai/vault';
import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { FastPath } from '../server/fast-path.js';
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

const url = '/v1/apps/:appId/authorizations/:authAppId/token';

/** The token of a merchant that is in memory. */
export function tokenFastPath({
  vault,
  applications,
  accesses,
}: Pick<HubContext, 'vault' | 'applications' | 'accesses'>): FastPath {
  /** The responses, for as long as the vault has their tokens in memory. */
  const contents = new WeakMap<MerchantToken, string>();
  return {
    route: url,
    address: /^\/v1\/apps\/([\w-]{1,64})\/authorizations\/([\w-]{1,64})\/token$/,
    scope: 'token',
    respond({ key, appId, authAppId }) {
      const cached = applications.serves(appId) ? vault.cachedToken(appId, authAppId) : undefined;
      if (cached === undefined) return undefined;
      accesses.add({ kind: 'tokens-read', keyId: key.id, appId, authAppId });
      const known = contents.get(cached);
      if (known !== undefined) return known;
      const { value: token, state, generation, stale } = cached;
      const content = JSON.stringify({ token, state, generation, stale });
      contents.set(cached, content);
      return content;
    },
  };
}

/** The token of a merchant, for programs that call Alipay themselves, and for people who have a reason. */
export function tokenRoute(server: HubServer, { vault, applications, accesses, tracing }: HubContext): void {
  server.route({
    method: 'GET',
    url,
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
