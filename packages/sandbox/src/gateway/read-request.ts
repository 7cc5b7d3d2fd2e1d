import type { FastifyRequest } from 'fastify';
import type { V3Request } from './v3-message.js';

/** The request as received, its body as bytes. */
export function readRequest({ raw, body }: FastifyRequest): V3Request {
  const headers = Object.entries(raw.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    method: raw.method ?? '',
    pathAndQuery: raw.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
