import type { FastifyInstance } from 'fastify';
import { type AllowedHosts, localOnly } from '../server/local-only.js';
import { page } from './page.js';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/`. It does nothing that the control API does not. */
export function pagePlugin(fastify: FastifyInstance, { allowedHosts }: { readonly allowedHosts: AllowedHosts }): void {
  localOnly(fastify, allowedHosts);
  fastify.get('/', (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .send(page()),
  );
}
