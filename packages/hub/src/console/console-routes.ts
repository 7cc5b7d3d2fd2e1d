import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from '../server/hub-server.js';
import type { ConsoleFile, ConsoleFiles } from './console-files.js';

const hidden = { access: 'public' } as const;
const immutable = 'public, max-age=31536000, immutable';

/** The console's page for every address that is no route's, and its files. */
export function consoleRoutes(server: HubServer, context: HubContext, { pageAt, files }: ConsoleFiles): void {
  const { routePrefixes } = server;
  server.route({
    method: 'GET',
    url: '/assets/*',
    config: hidden,
    schema: { hide: true },
    async handler(request, reply) {
      const file = files.get(`/assets/${Object(request.params)['*']}`);
      if (file === undefined) throw new HubError('not-found', 'the console has no such file');
      return sendFile(request, reply.header('cache-control', immutable), file);
    },
  });
  for (const [path, file] of files) {
    if (path.startsWith('/assets/')) continue;
    server.route({
      method: 'GET',
      url: path,
      config: hidden,
      schema: { hide: true },
      handler: async (request, reply) => sendFile(request, reply.header('cache-control', 'public, max-age=3600'), file),
    });
  }
  server.route({
    method: 'GET',
    url: '/*',
    config: hidden,
    schema: { hide: true },
    async handler(request, reply) {
      const [path = '/'] = (request.raw.url ?? '/').split('?');
      const [, prefix = ''] = path.split('/');
      // What a browser opens accepts a page; a program that mistakes an address gets a problem.
      const isPage = path === '/' || request.headers.accept?.includes('text/html') === true;
      if (!isPage || routePrefixes.has(prefix)) throw new HubError('not-found', 'there is no such address');
      const nonce = context.random(16).toString('base64url');
      return reply
        .header('content-security-policy', policyFor(nonce))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(pageAt(path).replaceAll('__LINGPAI_NONCE__', nonce));
    },
  });
}

/** `/` without a console. */
export function noConsoleRoute(server: HubServer, sentence: string): void {
  server.route({
    method: 'GET',
    url: '/',
    config: hidden,
    schema: { hide: true },
    handler: async (_, reply) => reply.type('text/plain; charset=utf-8').send(`${sentence}\n`),
  });
}

async function sendFile({ headers }: FastifyRequest, reply: FastifyReply, file: ConsoleFile): Promise<FastifyReply> {
  reply.type(file.type).header('vary', 'accept-encoding');
  const { gzipped } = file;
  if (gzipped === undefined || !/\bgzip\b/.test(String(headers['accept-encoding'] ?? '')))
    return reply.send(file.body());
  return reply.header('content-encoding', 'gzip').send(await gzipped());
}

export const reportPath = '/csp-reports';

const policyFor = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    // The preview of a merchant's page: no other response of the hub permits a frame around it.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    `report-uri ${reportPath}`,
  ].join('; ');
