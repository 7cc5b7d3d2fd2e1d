import type { HubServer } from './hub-server.js';

/** Methods for which a route need not say more: the framework adds them. */
const added = new Set(['HEAD', 'OPTIONS']);

/**
 * Refuses a route that does not say who may call it, or what it does: nothing is public, or undocumented, by oversight. A
 * route that is no part of the API says `schema: { hide: true }`.
 */
export function requireDeclarations(server: HubServer): void {
  server.addHook('onRoute', ({ method, url, config, schema }) => {
    const methods = [method].flat();
    if (methods.every((one) => added.has(one))) return;
    const name = `${methods.join(' ')} ${url}`;
    if (config?.access === undefined) throw new TypeError(`${name}: expected config.access`);
    if (schema?.hide === true) return;
    if (schema?.summary === undefined || schema.tags === undefined) {
      throw new TypeError(`${name}: expected schema.summary and schema.tags`);
    }
    if (schema.response === undefined) throw new TypeError(`${name}: expected schema.response`);
    if (url.includes(':') && schema.params === undefined) throw new TypeError(`${name}: expected schema.params`);
  });
}
