import type { FastifyReply } from 'fastify';

/**
 * Sends a page that loads nothing but the sandbox's own styles.
 *
 * @param targets origins that its forms may lead on to
 */
export function sendPage(
  reply: FastifyReply,
  body: string,
  status = 200,
  targets: readonly string[] = [],
): FastifyReply {
  const forms = ["'self'", ...targets].join(' ');
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .send(body);
}
