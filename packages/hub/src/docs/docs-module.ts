import type { HubModuleFactory } from '../context/hub-module.js';
import { securityHeaders } from '../server/security-headers.js';
import { referencePage } from './reference-page.js';

/** `/openapi.json`, and `/docs`: the same as a page. */
export const docsModule: HubModuleFactory = ({ settings }) => ({
  name: 'docs',
  routes(server) {
    if (!settings.docs) return;
    server.route({
      method: 'GET',
      url: '/openapi.json',
      config: { access: 'public' },
      schema: { hide: true },
      handler: async () => server.swagger(),
    });
    server.route({
      method: 'GET',
      url: '/docs',
      config: { access: 'public', securityHeaders: referenceHeaders },
      schema: { hide: true },
      handler: async (_, reply) => reply.type('text/html; charset=utf-8').send(referencePage(server.swagger())),
    });
    server.route({
      method: 'GET',
      url: '/docs/reference.css',
      config: { access: 'public' },
      schema: { hide: true },
      handler: async (_, reply) => reply.type('text/css; charset=utf-8').send(referenceCss),
    });
  },
});

/** The page has a style sheet of its own. */
const referenceHeaders = securityHeaders({ directives: { styleSrc: ["'self'"] } });

const referenceCss = `:root{color-scheme:light dark;--line:#d0d5dd;--soft:#f5f6f8;--text:#1f2430;--link:#0958d9}
@media(prefers-color-scheme:dark){:root{--line:#3a4150;--soft:#20242e;--text:#e6e8ee;--link:#6ea8ff}body{background:#14171f}}
body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.6 system-ui,sans-serif;color:var(--text)}
a{color:var(--link)}code{font:0.9em/1.4 ui-monospace,monospace;background:var(--soft);padding:0.1em 0.3em;border-radius:4px}
section{border-top:1px solid var(--line);padding-top:0.5rem}h3{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid var(--line);padding:0.35rem 0.6rem 0.35rem 0}
`;
