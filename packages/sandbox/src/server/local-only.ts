import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const loopback = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|::1)$/i;

export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/**
 * Keeps web pages of other origins out: what is unauthenticated must not be within a browser's reach. On the loopback
 * interface the `Host` header has to be a local name too, so that no foreign name can be rebound to it.
 */
export function localOnly(fastify: FastifyInstance, boundTo: string): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const host = request.headers.host ?? '';
    if (isLoopback(boundTo) && !isLoopback(host.replace(/:\d+$/, ''))) {
      return reply.code(403).send({ error: `Host: expected a local name such as 127.0.0.1 or localhost` });
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      return reply.code(403).send({ error: 'Origin: requests from other origins are refused' });
    }
    return undefined;
  });
}
