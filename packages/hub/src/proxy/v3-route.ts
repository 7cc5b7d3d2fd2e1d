import type { HttpMethod } from '@lingpai/alipay';
import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { restHeaders } from '../server/security-headers.js';
import { authorizationParams } from '../validation/common-schemas.js';
import { alipayPath } from './alipay-path.js';
import { acceptsEvents, checkCallerHeaders } from './caller-headers.js';
import { makeCall } from './make-call.js';
import { passOn } from './pass-on.js';
import { proxiedContent } from './proxied-content.js';
import type { ProxyMetrics } from './proxy-metrics.js';
import { operationOf } from './reserved-calls.js';

const methods: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `/proxy/:appId/:authAppId/v3/*`: any v3 call for a merchant. The signature covers the bytes of the body as they came. */
export function v3Route(scope: HubServer, context: HubContext, metrics: ProxyMetrics): void {
  const { proxyBody: bodyLimit } = context.settings.limits;
  scope.removeAllContentTypeParsers();
  // Named types are found sooner than by `*`.
  for (const type of ['application/json', '*']) {
    scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  }
  scope.route({
    method: methods,
    url: '/proxy/:appId/:authAppId/v3/*',
    exposeHeadRoute: false,
    bodyLimit,
    config: { access: 'proxy', quiet: true, securityHeaders: restHeaders },
    schema: {
      summary: 'Makes any v3 call for a merchant',
      description:
        "The hub adds signature, token and request id, verifies the response, and passes on its status and body with Alipay's " +
        'trace id (`lingpai-trace-id`), the generation of the token (`lingpai-token-generation`) and the code of an error ' +
        '(`lingpai-alipay-code`). The body is JSON, or a multipart form whose part `data` holds the parameters. With ' +
        '`accept: text/event-stream`, a stream of events is passed on, which Alipay does not sign.',
      tags: ['proxy'],
      params: authorizationParams,
      response: { 200: Type.Any({ description: "Alipay's response" }), ...problemResponses },
    },
    async handler(request, reply) {
      const { appId, authAppId } = request.params;
      context.applications.check(appId);
      checkCallerHeaders(request.headers);
      const method = request.method as HttpMethod;
      const path = alipayPath(request.raw.url ?? '');
      const operation = operationOf(path);
      const { content, files } = await proxiedContent(request);
      const acceptUnsigned = acceptsEvents(request.headers);
      const response = await makeCall(
        { context, metrics, request },
        {
          appId,
          authAppId,
          gateway: 'v3',
          ...operation,
          // Each member by its name: objects that are spread into each other take several times as long to make.
          send: (client, { timeout, signal, maxRetries }) =>
            client.forward({ method, path, content, files }, { timeout, signal, maxRetries, acceptUnsigned }),
        },
      );
      return passOn(reply, response, context.stopping);
    },
  });
}
