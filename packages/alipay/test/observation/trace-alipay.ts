import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestAttempt, RequestOutcome } from '@lingpai/alipay';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Creates a span for each attempt to call Alipay, below the active span; returns a function that stops that. */
export function traceAlipay(): () => void {
  const tracer = trace.getTracer('alipay');
  const spans = new WeakMap<object, Span>();

  function onStart(message: unknown): void {
    const attempt = message as RequestAttempt;
    const attributes = {
      'http.request.method': attempt.method,
      'http.request.resend_count': attempt.attempt - 1,
      'server.address': attempt.host.replace(/:\d+$/, ''),
      'url.template': attempt.path,
      'alipay.operation': attempt.operation,
      'alipay.request_id': attempt.requestId,
      'alipay.merchant': attempt.merchant,
    };
    // The attempts of a call follow each other, so a call has one open span.
    const name = attempt.operation ?? attempt.method;
    spans.set(attempt.call, tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }));
  }

  function onOutcome(message: unknown): void {
    const outcome = message as RequestOutcome;
    const span = spans.get(outcome.call);
    span?.setAttributes({
      'http.response.status_code': outcome.status,
      'alipay.trace_id': outcome.traceId,
      'error.type': outcome.error && (outcome.code ?? outcome.error),
    });
    if (outcome.error !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error });
    span?.end();
  }

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
