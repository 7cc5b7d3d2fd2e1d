import {
  type ClientRequest,
  type Agent as HttpAgent,
  Agent as HttpKeepAliveAgent,
  request as httpRequest,
} from 'node:http';
import { type Agent as HttpsAgent, Agent as HttpsKeepAliveAgent, request as httpsRequest } from 'node:https';
import { StreamExchange, WholeExchange } from './node-exchange.js';
import { ownTransport } from './own-transport.js';
import type { Transport, TransportRequest } from './transport.js';

/** How {@link nodeTransport} connects. */
export interface NodeTransportOptions {
  /** Replaces the keep-alive agent: for a proxy, a client certificate or a limit of connections. */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
}

/** Milliseconds that an idle connection is kept; below the usual 60 s of servers, so that they rarely close first. */
const idleTimeout = 30_000;

/** The default transport: `node:http` and `node:https` with keep-alive. */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const agentOptions = { keepAlive: true, scheduling: 'lifo', timeout: idleTimeout } as const;
  const http = { send: httpRequest, agent: options.agent ?? new HttpKeepAliveAgent(agentOptions) };
  const https = { send: httpsRequest, agent: options.agent ?? new HttpsKeepAliveAgent(agentOptions) };
  function open(request: TransportRequest): ClientRequest {
    request.signal?.throwIfAborted();
    const { send, agent } = request.url.startsWith('https:') ? https : http;
    return send(request.url, { method: request.method, headers: request.headers, agent });
  }
  return ownTransport(
    (request) => new Promise((resolve, reject) => new WholeExchange(request, open(request), resolve, reject).start()),
    (request) => new Promise((resolve, reject) => new StreamExchange(request, open(request), resolve, reject).start()),
  );
}
