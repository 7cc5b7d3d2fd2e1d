import {
  type ClientRequest,
  type Agent as HttpAgent,
  Agent as HttpKeepAliveAgent,
  request as httpRequest,
} from 'node:http';
import { type Agent as HttpsAgent, Agent as HttpsKeepAliveAgent, request as httpsRequest } from 'node:https';
import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import { attemptLimits, timeLeft } from './attempt-limits.js';
import { http2Stream } from './http2-stream.js';
import { type StartedRequest, StreamExchange, WholeExchange } from './node-exchange.js';
import { ownTransport } from './own-transport.js';
import { requestTargets } from './request-targets.js';
import { type CertificateAuthorities, connectSecurely } from './secure-connection.js';
import type { Transport, TransportRequest, TransportStream } from './transport.js';

/** How {@link nodeTransport} connects. */
export interface NodeTransportOptions {
  /** Replaces the keep-alive agent: for a proxy, a client certificate or a limit of connections. */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
  /** Certificate authorities to trust in the place of the system's, PEM: for a company's proxy. Not with `agent`. */
  readonly ca?: CertificateAuthorities | undefined;
}

const optionNames: OptionNames<NodeTransportOptions> = { agent: true, ca: true };
/** Milliseconds that an idle connection is kept; below the usual 60 s of servers, so that they rarely close first. */
const idleTimeout = 30_000;

/**
 * The default transport: `node:http` and `node:https` with keep-alive. A stream over TLS uses HTTP/2 where the server
 * offers it, each on a connection of its own. With an `agent`, which connects by HTTP/1.1, it uses HTTP/1.1.
 *
 * @throws TypeError when both `agent` and `ca` are given
 */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const agentOptions = { keepAlive: true, scheduling: 'lifo', timeout: idleTimeout } as const;
  checkOptionNames(options, optionNames);
  const { agent, ca } = options;
  if (agent !== undefined && ca !== undefined)
    throw new TypeError('ca: found together with agent; give it to the agent');
  const authorities = ca === undefined ? {} : { ca: typeof ca === 'string' || Buffer.isBuffer(ca) ? ca : [...ca] };
  const http = { send: httpRequest, agent: agent ?? new HttpKeepAliveAgent(agentOptions) };
  const https = { send: httpsRequest, agent: agent ?? new HttpsKeepAliveAgent({ ...agentOptions, ...authorities }) };
  const target = requestTargets();
  function open(request: TransportRequest): ClientRequest {
    request.signal?.throwIfAborted();
    const { send, agent } = request.url.startsWith('https:') ? https : http;
    const { method, headers } = request;
    return send({ ...target(request.url), method, headers, agent });
  }
  async function stream(request: TransportRequest): Promise<TransportStream> {
    if (agent !== undefined || !request.url.startsWith('https:'))
      return streamOver({ request, outgoing: open(request) });
    request.signal?.throwIfAborted();
    const limits = attemptLimits(request.signal, request.timeout);
    const socket = await connectSecurely(request, ca);
    try {
      if (socket.alpnProtocol === 'h2') return await http2Stream(request, socket, timeLeft(limits));
      const { method, headers } = request;
      const outgoing = httpsRequest(request.url, { method, headers, createConnection: () => socket });
      return await streamOver({ request, outgoing, timeLeft: timeLeft(limits) });
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
  return ownTransport(
    (request) =>
      new Promise((resolve, reject) =>
        new WholeExchange({ request, outgoing: open(request) }, resolve, reject).start(),
      ),
    stream,
  );
}

function streamOver(started: StartedRequest): Promise<TransportStream> {
  return new Promise((resolve, reject) => new StreamExchange(started, resolve, reject).start());
}
