import type { FastifyInstance } from 'fastify';
import { type AllowedHosts, localOnly } from '../access/local-only.js';
import { dashboardPage } from './dashboard-page.js';

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

/** The dashboard at `/`. Everything it does goes through the control API. */
export function dashboardPlugin(
  fastify: FastifyInstance,
  { allowedHosts }: { readonly allowedHosts: AllowedHosts },
): void {
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
      .send(dashboardPage()),
  );
}
