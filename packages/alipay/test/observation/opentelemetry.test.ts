import { readFileSync } from 'node:fs';
import { AlipayTransportError } from '@lingpai/alipay';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { traceAlipay } from './trace-alipay.js';

const exporter = new InMemorySpanExporter();
const operation = {
  id: 'alipay.trade.query',
  method: 'POST',
  path: '/v3/alipay/trade/{trade}',
  pathParameters: ['trade'],
  body: 'json',
} as const;

let stop: () => void = () => {};

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  stop = traceAlipay();
});
afterAll(() => {
  stop();
  trace.disable();
});
beforeEach(() => exporter.reset());

describe('the spans of the documentation', () => {
  it('are made by the code that the documentation shows', () => {
    const shown = readFileSync(new URL('../../../../docs/observability.md', import.meta.url), 'utf8');
    const run = readFileSync(new URL('./trace-alipay.ts', import.meta.url), 'utf8');
    expect(shown).toContain(`\`\`\`ts\n${run}\`\`\`\n`);
  });

  it('are one for each attempt, with its outcome', async () => {
    const { transport } = standIn({});
    let refused = false;
    const client = standInClient(
      (request) => {
        if (refused) return transport(request);
        refused = true;
        return Promise.reject(new AlipayTransportError('no', { outcome: 'not-sent' }));
      },
      { sleep: async () => {}, endpoint: 'http://127.0.0.1:8080' },
    );
    await client.call(operation, { trade: 'x' }, { requestId: 'request-1' });

    const [failed, succeeded] = exporter.getFinishedSpans();
    const common = {
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'url.template': '/v3/alipay/trade/{trade}',
      'alipay.operation': 'alipay.trade.query',
      'alipay.request_id': 'request-1',
      'alipay.merchant': false,
    };
    expect(failed).toMatchObject({ name: 'alipay.trade.query', kind: SpanKind.CLIENT });
    expect(failed?.attributes).toEqual({ ...common, 'http.request.resend_count': 0, 'error.type': 'not-sent' });
    expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'AlipayTransportError' });
    expect(succeeded?.attributes).toEqual({
      ...common,
      'http.request.resend_count': 1,
      'http.response.status_code': 200,
      'alipay.trace_id': 'trace-1',
    });
    expect(succeeded?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('are kept apart when calls overlap', async () => {
    const client = standInClient(standIn({}).transport);
    const paths = ['/v3/a', '/v3/b', '/v3/c'];
    await Promise.all(paths.map((path) => client.request({ method: 'GET', path })));
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ attributes }) => attributes['url.template']).sort()).toEqual(paths);
    expect(spans.every(({ ended, name }) => ended && name === 'GET')).toBe(true);
  });
});
