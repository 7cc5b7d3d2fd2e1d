import type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport.js';

const ownTransports = new WeakSet<Transport>();

/** Marks a transport of this package, which keeps the contract by itself. */
export function ownTransport(
  send: (request: TransportRequest) => Promise<TransportResponse>,
  stream: (request: TransportRequest) => Promise<TransportStream>,
): Transport {
  const transport: Transport = Object.assign((request: TransportRequest) => send(request), { stream });
  ownTransports.add(transport);
  return transport;
}

export function isOwnTransport(transport: Transport): boolean {
  return ownTransports.has(transport);
}
