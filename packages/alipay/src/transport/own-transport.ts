import type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport.js';

const ownTransports = new WeakSet<Transport>();

/** Makes a transport of ours: one that needs nobody to hold it to the contract. */
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
