import type { FastifyInstance } from 'fastify';

/** Far above any JSON body of the catalogue. */
const bodyLimit = 4 * 1024 * 1024;
/** Above the largest files that Alipay takes. */
const formLimit = 64 * 1024 * 1024;

/** Keeps bodies as the bytes received, because signatures cover them. */
export function acceptRawBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  for (const [type, limit] of [['*', bodyLimit] as const, ['multipart/form-data', formLimit] as const]) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: limit }, (_request, body, done) =>
      done(null, body),
    );
  }
}
