import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { consentCss } from '../consent-pages/consent-css.js';
import { SandboxError } from '../sandbox-error.js';
import { baseCss } from './base-css.js';
import { dashboardCss } from './dashboard-css.js';
import { iconSvg } from './icon-svg.js';

const css = 'text/css; charset=utf-8';
const svg = 'image/svg+xml';

const texts: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/assets/base.css': [css, baseCss],
  '/assets/consent.css': [css, consentCss],
  '/assets/dashboard.css': [css, dashboardCss],
  '/assets/icon.svg': [svg, iconSvg],
  '/favicon.ico': [svg, iconSvg],
};

/** The compiled scripts of the dashboard; the same folder seen from `src` and from `dist`. */
const scripts = new URL('../../dist/dashboard/browser/', import.meta.url);

/** Everything that the pages load. */
export function assetsPlugin(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' });
  });
  for (const [path, [type, text]] of Object.entries(texts)) {
    fastify.get(path, (_request, reply) => reply.type(type).send(text));
  }
  fastify.get<{ Params: { name: string } }>('/assets/dashboard/:name', async ({ params: { name } }, reply) => {
    if (!/^[a-z-]{1,40}\.js$/.test(name)) throw new SandboxError('unknown', 'there is no such script');
    try {
      return reply.type('text/javascript; charset=utf-8').send(await readFile(new URL(name, scripts)));
    } catch {
      throw new SandboxError('unknown', 'there is no such script');
    }
  });
}
