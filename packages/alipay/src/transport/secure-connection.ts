import { connect, type TLSSocket } from 'node:tls';
import { AlipayTimeoutError } from '../errors/alipay-transport-error.js';
import { connectionError } from './connection-error.js';
import { onAbort } from './on-abort.js';
import type { TransportRequest } from './transport.js';

/** Certificate authorities to trust instead of the system's, PEM. */
export type CertificateAuthorities = string | Buffer | readonly (string | Buffer)[];

/**
 * Connects for a request and lets the server choose between HTTP/2 and HTTP/1.1 (RFC 7301). `alpnProtocol` of the socket
 * holds the choice.
 *
 * @throws AlipayTransportError `not-sent`
 */
export function connectSecurely(request: TransportRequest, ca: CertificateAuthorities | undefined): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(request.url);
  return new Promise((resolve, reject) => {
    const options = { host, port: Number(port || 443), servername: host, ALPNProtocols: ['h2', 'http/1.1'] };
    const socket = connect(
      ca === undefined ? options : { ...options, ca: typeof ca === 'string' || Buffer.isBuffer(ca) ? ca : [...ca] },
    );
    const timer = setTimeout(() => fail(new AlipayTimeoutError(request.timeout, 'not-sent')), request.timeout);
    const settle = () => {
      clearTimeout(timer);
      stopListening();
      socket.off('error', onError);
    };
    function onError(cause: Error): void {
      fail(connectionError(cause, 'not-sent', 'code' in cause ? cause.code : undefined));
    }
    function fail(reason: unknown): void {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(reason);
    }
    socket.on('error', onError);
    const stopListening = onAbort(request.signal, () => fail(request.signal?.reason));
    socket.once('secureConnect', () => {
      settle();
      resolve(socket);
    });
  });
}
