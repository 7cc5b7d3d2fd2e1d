import type { Engine, EngineOptions } from './engine.js';

/** By the scheme of `database`. Drivers are loaded when they are used. */
const factories: Readonly<Record<string, () => Promise<{ createEngine(options: EngineOptions): Engine }>>> = {
  sqlite: () => import('./sqlite/engine.js'),
  postgres: () => import('./postgres/engine.js'),
  postgresql: () => import('./postgres/engine.js'),
  mysql: () => import('./mysql/engine.js'),
  mariadb: () => import('./mysql/engine.js'),
};

/** @throws TypeError when the scheme is none of those, without showing the address, which may hold a password */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const [scheme = ''] = options.url.split(':', 1);
  const load = Object.hasOwn(factories, scheme) ? factories[scheme] : undefined;
  if (load === undefined) {
    throw new TypeError('database: expected "sqlite:<file>", "postgres://…" or "mysql://…"');
  }
  const url = scheme === 'mariadb' ? `mysql${options.url.slice(scheme.length)}` : options.url;
  return (await load()).createEngine({ ...options, url });
}
