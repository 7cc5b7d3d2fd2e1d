import { SpanKind, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminKey, HubWorld, masterKey } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000301';
const exporter = new InMemorySpanExporter();
let world: HubWorld;

beforeAll(async () => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  world = await HubWorld.start({ settings: { limits: { body: 8_192, eventLoopDelay: 0 } } });
  await world.grant(merchant);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  trace.disable();
});

it('a request, its work in the vault and its call to Alipay are spans of the trace of the caller, without a secret', async () => {
  exporter.reset();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const path = `/proxy/${world.appId}/${merchant}/v3/alipay/trade/query`;
  const body = { out_trade_no: 'order_1' };
  const called = await world.node.request('POST', path, { body, headers });
  const rotate = `/v1/apps/${world.appId}/authorizations/${merchant}/rotate`;
  expect((await world.node.request('POST', rotate, { headers })).status).toBe(200);
  await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/${merchant}/token`, { headers });
  const ours = () => exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  await until('the requests have ended', () => ours().filter(({ kind }) => kind === SpanKind.SERVER).length === 3);
  const spans = ours();
  const served = spans.find(({ name }) => name === 'POST /proxy/:appId/:authAppId/v3/*');
  expect(called.headers.get('traceparent')).toBe(`00-${traceId}-${served?.spanContext().spanId}-01`);
  expect(world.sandbox.requests().some(({ headers: sent = {} }) => 'traceparent' in sent)).toBe(false);
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const chains = spans
    .filter(({ kind }) => kind === SpanKind.CLIENT)
    .map((span) => {
      const vault = byId.get(span.parentSpanContext?.spanId ?? '');
      const request = byId.get(vault?.parentSpanContext?.spanId ?? '');
      return [request?.name, vault?.name, request?.parentSpanContext?.spanId];
    });
  expect(chains).toEqual([
    ['POST /proxy/:appId/:authAppId/v3/*', 'vault.forward', 'b7ad6b7169203331'],
    ['POST /v1/apps/:appId/authorizations/:authAppId/rotate', 'vault.rotate', 'b7ad6b7169203331'],
  ]);
  expect(spans.some(({ name }) => name === 'vault.token')).toBe(true);
  const tokens = world.sandbox
    .state()
    .authorizations.flatMap(({ pairs }) =>
      pairs.flatMap(({ appAuthToken, appRefreshToken }) => [appAuthToken, appRefreshToken]),
    );
  const text = JSON.stringify(
    exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  expect(tokens.length).toBeGreaterThan(2);
  for (const secret of [...tokens, adminKey, masterKey, 'order_1']) expect(text).not.toContain(secret);
});

it('a code in the query of a callback is in no span', async () => {
  exporter.reset();
  const code = world.consent('2021000000000302');
  const query = new URLSearchParams({ app_id: world.appId, app_auth_code: code });
  await world.node.request('GET', `/callback/${world.appId}?${query}`, { key: null });
  await until('the request has ended', () => exporter.getFinishedSpans().some(({ kind }) => kind === SpanKind.SERVER));
  const text = JSON.stringify(
    exporter.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes, events]),
  );
  expect(text).toContain('/callback/:appId');
  expect(text).not.toContain(code);
});

const json = { 'content-type': 'application/json' };

it.each([
  { what: 'without a key', target: 'GET /v1/apps', key: null, status: 401, span: 'GET /v1/apps' },
  { what: 'with a key that lacks the scope', target: 'GET /v1/audit', status: 403, span: 'GET /v1/audit' },
  { what: 'to an address that is not there', target: 'GET /v1/nowhere', status: 404, span: 'GET' },
  { what: 'to an address that is not UTF-8', target: 'GET /v1/apps/%FF', status: 400, span: 'GET' },
  { what: 'whose body is too large', target: 'POST /v1/keys', body: 'x'.repeat(9_000), status: 413 },
  { what: 'whose body is no JSON', target: 'POST /v1/keys', body: '{"name', status: 400 },
  { what: 'whose body is of another type', target: 'POST /v1/keys', body: '<a/>', type: 'text/xml', status: 415 },
  { what: 'whose body lacks something', target: 'POST /v1/keys', body: '{}', status: 400 },
])('a request $what is a span of the trace of its caller, with its status', async (refused) => {
  const { target, status, span: name = target, key = adminKey, type, body } = refused;
  exporter.reset();
  const traceId = '0af7651916cd43dd8448eb211c80319d';
  const [method = '', path = ''] = target.split(' ');
  const scoped = status === 403 ? await world.createKey(['token']) : key;
  const headers = {
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    ...(body === undefined ? {} : type === undefined ? json : { 'content-type': type }),
  };
  const response = await world.node.request(method, path, {
    key: scoped,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  expect(response.status).toBe(status);
  const ours = () => exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  await until('the request has ended', () => ours().length > 0);
  const [span, ...others] = ours();
  expect(others).toEqual([]);
  expect(span).toMatchObject({
    name,
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': method,
      'http.response.status_code': status,
      'error.type': response.json.code,
      'lingpai.request_id': response.headers.get('x-request-id'),
    },
  });
  expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  expect(response.headers.get('traceparent')).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`);
});
