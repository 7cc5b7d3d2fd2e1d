import type { HubServer } from './hub-server.js';

/** Collects the first parts of the addresses of all routes: below them, nothing else is served. */
export function collectPrefixes(server: HubServer): void {
  const prefixes = new Set<string>();
  server.decorate('routePrefixes', prefixes);
  server.addHook('onRoute', ({ url }) => {
    const [, prefix = ''] = url.split('/');
    if (prefix !== '' && prefix !== '*') prefixes.add(prefix);
  });
}
