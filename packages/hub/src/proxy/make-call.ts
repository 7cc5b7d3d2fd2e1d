import { performance } from 'node:perf_hooks';
import type { AlipayClient, ForwardedResponse } from '@lingpai/alipay';
import type { MerchantResponse } from '@lingpai/vault';
import type { FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { callProblem } from './call-problem.js';
import { callerSignal } from './caller-signal.js';
import type { ProxyMetrics } from './proxy-metrics.js';

/** What every attempt of a proxied call is limited by. */
export interface CallLimits {
  /** Milliseconds. */
  readonly timeout: number;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  /** The proxy repeats nothing but a call whose token was refused. */
  readonly maxRetries: 0;
}

export interface ProxiedCall {
  readonly appId: string;
  readonly authAppId: string;
  /** For the log of requests: it holds nothing of one merchant. */
  readonly name: string;
  readonly gateway: 'v2' | 'v3';
  /** The method at Alipay, if it is certain. */
  readonly method: string | undefined;
  readonly send: (client: AlipayClient, limits: CallLimits) => Promise<ForwardedResponse>;
}

/** The request that a call is made for, and what takes part in it. */
export interface CallPlace {
  readonly context: HubContext;
  readonly metrics: ProxyMetrics;
  readonly request: FastifyRequest;
}

/** Makes a call for a merchant within the limits of proxied calls. @throws HubError VaultError */
export async function makeCall(place: CallPlace, call: ProxiedCall): Promise<MerchantResponse> {
  const { context, metrics, request } = place;
  const { appId, authAppId, gateway, name } = call;
  context.accesses.add({ kind: 'calls-proxied', keyId: request.apiKey?.id ?? '', appId, authAppId });
  request.alipayCall = { name, code: undefined, traceId: undefined };
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1_000;
  try {
    const response = await forward(place, call, start);
    request.alipayCall = { name, code: response.error?.code, traceId: response.traceId };
    metrics.observe(gateway, response.error === undefined ? 'success' : 'error', seconds());
    return response;
  } catch (error) {
    const { alipayCode, alipayTraceId } = error instanceof HubError ? error.members : {};
    request.alipayCall = { name, code: textOrNothing(alipayCode), traceId: textOrNothing(alipayTraceId) };
    metrics.observe(gateway, 'problem', seconds());
    throw error;
  }
}

function forward(
  { context: { vault, settings, tracing }, request }: CallPlace,
  { appId, authAppId, method, send }: ProxiedCall,
  start: number,
): Promise<MerchantResponse> {
  const signal = callerSignal(request);
  const attempt = async (client: AlipayClient) => {
    const timeout = Math.floor(start + settings.limits.proxyTimeout - performance.now());
    if (timeout < 1) {
      throw new HubError('timeout', 'no time was left for the call', { members: { outcome: 'not-sent' } });
    }
    try {
      return await send(client, { timeout, signal, maxRetries: 0 });
    } catch (error) {
      throw callProblem(error);
    }
  };
  return tracing.inSpan('vault.forward', { 'lingpai.app_id': appId }, () =>
    vault.forward(appId, authAppId, { send: attempt, method }),
  );
}

const textOrNothing = (value: unknown) => (typeof value === 'string' ? value : undefined);
