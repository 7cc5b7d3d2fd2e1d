import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { restHeaders } from '../server/security-headers.js';
import { authorizationParams } from '../validation/common-schemas.js';
import { checkCallerHeaders } from './caller-headers.js';
import { makeCall } from './make-call.js';
import { passOn } from './pass-on.js';
import type { ProxyMetrics } from './proxy-metrics.js';
import { checkCallMethod } from './reserved-calls.js';
import { executionProperties, parseExecutions } from './v2-body.js';

/** `/proxy/:appId/:authAppId/gateway.do`: any call of the v2 gateway for a merchant. */
export function v2Route(scope: HubServer, context: HubContext, metrics: ProxyMetrics): void {
  const { proxyBody: bodyLimit } = context.settings.limits;
  parseExecutions(scope, bodyLimit);
  scope.route({
    method: 'POST',
    url: '/proxy/:appId/:authAppId/gateway.do',
    bodyLimit,
    config: { access: 'proxy', quiet: true, securityHeaders: restHeaders },
    schema: {
      summary: 'Makes a call of the v2 gateway for a merchant',
      description:
        'The body is JSON as below, or a form of the parameters that the v2 gateway takes, without those that the hub sets. The body ' +
        'of the response is the response object, verified and without its signature; an error is one, too, with the header ' +
        '`lingpai-alipay-code`. Pages and orders: `/v1/apps/{appId}/sign`.',
      tags: ['proxy'],
      params: authorizationParams,
      body: Type.Object(executionProperties, { additionalProperties: false }),
      response: { 200: Type.Any({ description: 'The response object' }), ...problemResponses },
    },
    async handler(request, reply) {
      const { appId, authAppId } = request.params;
      context.applications.check(appId);
      checkCallerHeaders(request.headers);
      if (request.raw.url?.includes('?')) throw new HubError('invalid-request', 'parameters belong in the body');
      const { method, bizContent, ...options } = request.body;
      checkCallMethod(method);
      const call = { appId, authAppId, method, name: method, gateway: 'v2' } as const;
      const response = await makeCall(
        { context, metrics, request },
        { ...call, send: (client, limits) => client.forwardV2(method, bizContent, { ...options, ...limits }) },
      );
      return passOn(reply, response, context.stopping);
    },
  });
}
