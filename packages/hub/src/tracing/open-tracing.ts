import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestAttempt, RequestOutcome } from '@lingpai/alipay';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubServer } from '../server/hub-server.js';
import type { RequestTrace } from '../server/request-trace.js';

type Api = typeof import('@opentelemetry/api');

/** Spans of OpenTelemetry: request → vault → call to Alipay. They hold ids, and nothing that opens something. */
export interface Tracing {
  /** Whether there are any. */
  readonly isActive: boolean;
  /** Begins the span of a request: before anything refuses it. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Lets the handlers of the server's routes run in the spans of their requests. */
  readonly addTo: (server: HubServer) => void;
  /** Runs something in a span below that of the request. */
  readonly inSpan: <T>(name: string, attributes: Attributes, run: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}

const noTracing: Tracing = {
  isActive: false,
  begin: () => undefined,
  addTo: () => undefined,
  inSpan: (_name, _attributes, run) => run(),
  close: () => undefined,
};

/** None without `@opentelemetry/api`, which is optional, or before a process has registered a tracer provider. */
export async function openTracing(): Promise<Tracing> {
  const api = await import('@opentelemetry/api').catch((error: unknown) => {
    if (Object(error).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  });
  if (api === undefined) return noTracing;
  const probe = api.trace.getTracer('lingpai').startSpan('probe', {}, api.ROOT_CONTEXT);
  return api.isSpanContextValid(probe.spanContext()) ? tracingWith(api) : noTracing;
}

function tracingWith(api: Api): Tracing {
  const tracer = api.trace.getTracer('lingpai');
  const current = new AsyncLocalStorage<Context>();
  const run = <T>(parent: Context, span: Span, work: () => T): T => {
    const below = api.trace.setSpan(parent, span);
    return current.run(below, () => api.context.with(below, work));
  };
  const stop = traceCalls(api, () => current.getStore());
  const requests = new WeakMap<FastifyRequest, { readonly parent: Context; readonly span: Span }>();
  const begin = (request: FastifyRequest, reply: FastifyReply) => {
    const parent = callerContext(api, request.headers.traceparent);
    const options = { kind: api.SpanKind.SERVER, attributes: attributesOf(request) };
    const span = tracer.startSpan(nameOf(request), options, parent);
    requests.set(request, { parent, span });
    request.trace = traceOfSpan(span);
    reply.header('traceparent', request.trace.parent);
    reply.raw.once('close', () => {
      span.setAttributes({ 'http.response.status_code': reply.statusCode, 'error.type': request.problemCode });
      if (reply.statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    });
  };
  return {
    isActive: true,
    begin,
    addTo(server) {
      // What reads the body in between has a context of its own.
      server.addHook('preHandler', (request, _reply, done) => {
        const begun = requests.get(request);
        if (begun === undefined) done();
        else run(begun.parent, begun.span, done);
      });
    },
    async inSpan(name, attributes, work) {
      const parent = current.getStore() ?? api.context.active();
      const span = tracer.startSpan(name, { attributes }, parent);
      try {
        return await run(parent, span, work);
      } catch (error) {
        const { code, name: kind } = Object(error);
        // The message stays out: codes and names of classes hold nothing of a merchant.
        span.setAttribute('error.type', String(code ?? kind));
        span.setStatus({ code: api.SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    close: stop,
  };
}

const routeOf = ({ is404, routeOptions }: FastifyRequest) => (is404 ? undefined : routeOptions.url);

/** The pattern of the route: the address may hold a code, or a link that opens something. */
function nameOf(request: FastifyRequest): string {
  const route = routeOf(request);
  return route === undefined ? request.method : `${request.method} ${route}`;
}

function attributesOf(request: FastifyRequest): Attributes {
  const { appId } = Object(request.params);
  return {
    'http.request.method': request.method,
    'http.route': routeOf(request),
    'lingpai.request_id': request.id,
    'lingpai.app_id': appId,
  };
}

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The log and the response name the span that is recorded. */
function traceOfSpan(span: Span): RequestTrace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, parent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}

/** The caller's span, by the W3C header `traceparent`. */
function callerContext(api: Api, header: unknown): Context {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.exec(String(header ?? '')) ?? [];
  const caller = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) || 0, isRemote: true };
  return api.isSpanContextValid(caller) ? api.trace.setSpanContext(api.ROOT_CONTEXT, caller) : api.ROOT_CONTEXT;
}

/** A span for each attempt to call Alipay that a request of this hub causes. @returns a function that stops that */
function traceCalls(api: Api, parentOf: () => Context | undefined): () => void {
  const tracer = api.trace.getTracer('lingpai');
  const spans = new WeakMap<object, Span>();
  const onStart = (message: unknown) => {
    const parent = parentOf();
    if (parent === undefined) return;
    const { call, attempt, operation, method, host, requestId } = message as RequestAttempt;
    const attributes: Attributes = {
      'http.request.method': method,
      'http.request.resend_count': attempt - 1,
      'server.address': host.replace(/:\d+$/, ''),
      'alipay.operation': operation,
      'alipay.request_id': requestId,
    };
    spans.set(
      call,
      tracer.startSpan(`alipay ${operation ?? method}`, { kind: api.SpanKind.CLIENT, attributes }, parent),
    );
  };
  const onOutcome = (message: unknown) => {
    const { call, status, traceId, error, code } = message as RequestOutcome;
    const span = spans.get(call);
    span?.setAttributes({
      'http.response.status_code': status,
      'alipay.trace_id': traceId,
      'error.type': error && (code ?? error),
    });
    if (error !== undefined) span?.setStatus({ code: api.SpanStatusCode.ERROR });
    span?.end();
  };
  const listeners = [
    ['lingpai:request:start', onStart],
    ['lingpai:request:end', onOutcome],
    ['lingpai:request:error', onOutcome],
  ] as const;
  for (const [name, listener] of listeners) subscribe(name, listener);
  return () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener);
  };
}
