import { createServer } from 'node:net';

/**
 * The port, or any free one when it is taken: addresses have to be known before anything listens.
 *
 * @param {number} port
 * @returns {Promise<number>}
 */
export function freePort(port) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error) =>
      'code' in error && error.code === 'EADDRINUSE' ? resolve(freePort(0)) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
