import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { HubContext } from '../context/hub-context.js';
import type { HubModule, ServedRequest } from '../context/hub-module.js';
import { type ApiKey, mayUse } from '../keys/api-key.js';
import { bearerOf } from '../keys/authenticate.js';
import type { FastPath } from './fast-path.js';
import { isVerbose } from './follow-requests.js';
import { requestIdOf, traceOf } from './request-trace.js';
import { restHeaders } from './security-headers.js';

export interface FrameworkPath {
  /** The framework, which does everything else. */
  readonly handler: RequestListener;
  readonly isLagging: () => boolean;
}

/**
 * Responds at once where a module has a fast path. It is for hubs without a limit of requests per key: what is limited, traced
 * or logged one by one goes to the framework, and so does everything once the hub stops, or while it lags.
 */
export function serveFastPaths(
  context: Pick<HubContext, 'settings' | 'keys' | 'tracing' | 'log' | 'stopping'>,
  modules: readonly HubModule[],
  { handler, isLagging }: FrameworkPath,
): RequestListener {
  const paths = modules.flatMap(({ fastPath }) => fastPath ?? []);
  const observers = modules.flatMap(({ onResponse }) => onResponse ?? []);
  const { settings, keys, tracing, log, stopping } = context;
  if (settings.rateLimit.perKey > 0 || tracing.isActive || isVerbose(log)) return handler;
  const respond = (path: FastPath, request: IncomingMessage, response: ServerResponse): boolean => {
    if (!isPlain(request)) return false;
    const began = performance.now();
    const [, appId, authAppId] = path.address.exec(request.url ?? '') ?? [];
    if (appId === undefined || authAppId === undefined) return false;
    const text = bearerOf(request.headers);
    const key = text === undefined ? undefined : keys.findKnown(text);
    if (key === undefined || !isAdmitted(key, path, appId)) return false;
    const content = path.respond({ key, appId, authAppId });
    if (content === undefined) return false;
    const requestId = requestIdOf(request.headers);
    const { traceId, parent } = traceOf(request.headers.traceparent);
    const headers = headersOf(requestId, parent, String(Buffer.byteLength(content)));
    response.writeHead(200, headers).end(content);
    const served: ServedRequest = {
      requestId,
      method: 'GET',
      route: path.route,
      status: 200,
      seconds: (performance.now() - began) / 1_000,
      problem: undefined,
      alipayCall: undefined,
      keyId: key.id,
      appId,
      authAppId,
      traceId,
    };
    for (const observe of observers) observe(served);
    return true;
  };
  return (request, response) => {
    const isOpen = !stopping.aborted && !isLagging();
    if (isOpen && paths.some((path) => respond(path, request, response))) return;
    handler(request, response);
  };
}

const fixedHeaders = Object.entries({
  ...restHeaders,
  'cache-control': 'no-store',
  'content-type': 'application/json; charset=utf-8',
}).flat();

const headersOf = (requestId: string, traceparent: string, length: string) => [
  'x-request-id',
  requestId,
  'traceparent',
  traceparent,
  ...fixedHeaders,
  'content-length',
  length,
];

function isPlain({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}

/** The address of the caller is the framework's business: it may be behind proxies. */
function isAdmitted(key: ApiKey, { scope }: FastPath, appId: string): boolean {
  return key.ipRanges === undefined && key.scopes.has(scope) && mayUse(key, appId);
}
