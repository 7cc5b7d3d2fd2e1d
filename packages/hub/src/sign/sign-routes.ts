import type { AlipayClient } from '@lingpai/alipay';
import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { asInvalidRequest } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import { executionProperties, parseExecutions } from '../proxy/v2-body.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams, authorizationParams } from '../validation/common-schemas.js';

const common = {
  ...executionProperties,
  authAppId: Type.Optional(authorizationParams.properties.authAppId),
};

const orderSchema = Type.Object(common, { additionalProperties: false });

const pageSchema = Type.Object(
  {
    ...common,
    returnUrl: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2_048, description: 'Where the browser comes back to' }),
    ),
    httpMethod: Type.Enum(['GET', 'POST'], {
      default: 'POST',
      description: '`POST`: a form that submits itself; `GET`: an address, whose length is limited',
    }),
    scriptNonce: Type.Optional(
      Type.String({ maxLength: 256, description: "The `nonce` of the page's content security policy, base64" }),
    ),
  },
  { additionalProperties: false },
);

const description =
  'With `authAppId`, it is for a merchant, and contains the token of the merchant, as Alipay wants it. Nothing is sent to Alipay.';

export function signRoutes(server: HubServer, context: HubContext): void {
  // Integers that would lose digits are refused, as in calls.
  parseExecutions(server, context.settings.limits.body);
  server.route({
    method: 'POST',
    url: '/v1/apps/:appId/sign/page',
    config: { access: 'proxy' },
    schema: {
      summary: 'Signs a page of Alipay that a browser opens, such as alipay.trade.page.pay',
      description: `${description} Good for some minutes.`,
      tags: ['sign'],
      params: applicationParams,
      body: pageSchema,
      response: {
        200: Type.Object({
          html: Type.Optional(Type.String({ description: 'With `POST`: a form that submits itself' })),
          url: Type.Optional(Type.String({ description: 'With `GET`: the address' })),
        }),
        ...problemResponses,
      },
    },
    async handler({ params: { appId }, body: { method, bizContent, authAppId, ...options }, apiKey }, reply) {
      const client = clientFor(context, appId, authAppId, apiKey?.id);
      const signed = await asInvalidRequest(() => client.pageExecute(method, bizContent, options));
      reply.header('cache-control', 'no-store');
      return options.httpMethod === 'GET' ? { url: signed } : { html: signed };
    },
  });
  server.route({
    method: 'POST',
    url: '/v1/apps/:appId/sign/order',
    config: { access: 'proxy' },
    schema: {
      summary: "Signs an order for Alipay's mobile SDK, such as alipay.trade.app.pay",
      description,
      tags: ['sign'],
      params: applicationParams,
      body: orderSchema,
      response: {
        200: Type.Object({ order: Type.String({ description: 'What the app hands to the SDK' }) }),
        ...problemResponses,
      },
    },
    async handler({ params: { appId }, body: { method, bizContent, authAppId, ...options }, apiKey }, reply) {
      const client = clientFor(context, appId, authAppId, apiKey?.id);
      const order = await asInvalidRequest(() => client.sdkExecute(method, bizContent, options));
      return reply.header('cache-control', 'no-store').send({ order });
    },
  });
}

/** Acts for a merchant, or for the application itself. */
function clientFor(
  { applications, vault, accesses }: HubContext,
  appId: string,
  authAppId: string | undefined,
  keyId = '',
): AlipayClient {
  const own = applications.client(appId);
  if (authAppId === undefined) return own;
  accesses.add({ kind: 'calls-proxied', keyId, appId, authAppId });
  return vault.merchant(appId, authAppId);
}
