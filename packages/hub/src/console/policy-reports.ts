import type { FastifyBaseLogger } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import type { HubServer } from '../server/hub-server.js';
import { reportPath } from './console-routes.js';

/** Directives that are counted by name; anyone can send a report. */
const directives = new Set([
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'connect-src',
  'font-src',
  'frame-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
]);
/** Reports that are logged per minute and node; all are counted. */
const mostLogged = 20;

/** What browsers report that the console's content security policy refused. */
export class PolicyReports {
  readonly #log: FastifyBaseLogger;
  #counter: Counter<'directive'> | undefined;
  #logged = { since: 0, count: 0 };

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  register(registry: Registry): void {
    this.#counter = new Counter({
      name: 'lingpai_policy_reports_total',
      help: "Reports of browsers that the console's content security policy refused something, by directive",
      labelNames: ['directive'],
      registers: [registry],
    });
  }

  route(server: HubServer): void {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      ['application/csp-report', 'application/json'],
      { parseAs: 'string', bodyLimit: 16_384 },
      (_request, body, done) => done(null, body),
    );
    server.route({
      method: 'POST',
      url: reportPath,
      config: { access: 'public' },
      schema: { hide: true },
      handler: async ({ body }, reply) => {
        this.#take(String(body));
        return reply.code(204).send();
      },
    });
  }

  #take(text: string): void {
    const report = Object(reportOf(text));
    const named = String(report['effective-directive'] ?? report['violated-directive'] ?? '').split(' ')[0] ?? '';
    const directive = directives.has(named) ? named : 'other';
    this.#counter?.inc({ directive });
    const now = performance.now();
    if (now - this.#logged.since > 60_000) this.#logged = { since: now, count: 0 };
    this.#logged.count += 1;
    if (this.#logged.count > mostLogged) return;
    const [blocked, document] = [report['blocked-uri'], report['document-uri']].map(withoutQuery);
    this.#log.warn({ directive, blocked, document }, "the console's content security policy refused something");
  }
}

function reportOf(text: string): unknown {
  try {
    return Object(JSON.parse(text))['csp-report'];
  } catch {
    return undefined;
  }
}

/** An address can hold what opens something; a word such as `inline` stays. */
function withoutQuery(address: unknown): string {
  if (typeof address !== 'string') return '';
  if (!URL.canParse(address)) return /^[a-z-]{1,20}$/.test(address) ? address : '';
  const { protocol, host, pathname } = new URL(address);
  return /^https?:$/.test(protocol) ? `${protocol}//${host}${pathname}`.slice(0, 200) : protocol;
}
