import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { asInvalidRequest } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams } from '../validation/common-schemas.js';
import { authorizationSchema } from './authorization-schema.js';

/** For codes that did not arrive at the hub's own callback. */
export function redeemRoute(server: HubServer, { vault, applications, tracing }: HubContext): void {
  server.route({
    method: 'POST',
    url: '/v1/apps/:appId/redeem',
    config: { access: 'manage' },
    schema: {
      summary: 'Redeems a code that did not arrive at the callback of the hub',
      description: 'The same code again brings the same result, without another call.',
      tags: ['authorizations'],
      params: applicationParams,
      body: Type.Object(
        {
          code: Type.String({ minLength: 1, maxLength: 200, description: 'The `app_auth_code`' }),
          state: Type.Optional(
            Type.String({ minLength: 1, maxLength: 200, description: 'What came with it, from a link of the hub' }),
          ),
          reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        },
        { additionalProperties: false },
      ),
      response: { 200: Type.Object({ authorizations: Type.Array(authorizationSchema) }), ...problemResponses },
    },
    async handler({ params: { appId }, body }) {
      applications.check(appId);
      const redeem = () => vault.redeem({ appId, ...body });
      const redeemed = tracing.inSpan('vault.redeem', { 'lingpai.app_id': appId }, redeem);
      return { authorizations: await asInvalidRequest(() => redeemed) };
    },
  });
}
