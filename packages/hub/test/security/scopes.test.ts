import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, scopes } from '../../src/keys/scope.js';
import { HubWorld } from '../support/hub-world.js';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  /** Any one of them is enough; empty: every key. */
  readonly needs: readonly Scope[];
}

let world: HubWorld;
let routes: Route[];
let keys: Map<Scope, string>;

beforeAll(async () => {
  world = await HubWorld.start({ settings: { rateLimit: { perKey: 0, perAddress: 0, failures: 1_000_000 } } });
  routes = await readRoutes();
  keys = new Map();
  for (const scope of scopes) keys.set(scope, await world.createKey([scope]));
});
afterAll(() => world[Symbol.asyncDispose]());

/** Every route of the document that the hub itself generates: a new one is tested as soon as it exists. */
async function readRoutes(): Promise<Route[]> {
  const { json } = await world.node.request('GET', '/openapi.json', { key: null });
  const described = Object.entries<Record<string, { security: unknown[]; description?: string }>>(json.paths);
  return described.flatMap(([pattern, operations]) =>
    Object.entries(operations).map(([method, { security, description = '' }]) => ({
      method: method.toUpperCase(),
      path: pattern.replace('{appId}', world.appId).replaceAll(/\{\w+\}/g, 'nothing-of-this-name'),
      isPublic: security.length === 0,
      needs: scopesIn(description),
    })),
  );
}

function scopesIn(description: string): Scope[] {
  const [line = ''] = /Scope: .*\.$/m.exec(description) ?? [];
  return scopes.filter((scope) => line.includes(`\`${scope}\``));
}

describe('scopes', () => {
  it('no route responds without a key, except those that are public', async () => {
    expect(routes.filter(({ isPublic }) => isPublic).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /healthz',
      'GET /readyz',
      'POST /v1/session',
      'GET /v1/session/methods',
    ]);
    for (const { method, path, isPublic } of routes) {
      if (isPublic) continue;
      const { json } = await world.node.request(method, path, { key: null });
      expect(json, `${method} ${path}`).toMatchObject({ status: 401, code: 'missing-key' });
    }
  });

  it('each route refuses every scope that it does not name', async () => {
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path, isPublic, needs } of routes) {
      if (isPublic || needs.length === 0) continue;
      for (const scope of scopes.filter((one) => !needs.includes(one))) {
        const { json } = await world.node.request(method, path, { key: keys.get(scope) ?? null });
        expect(json, `${method} ${path} with ${scope}`).toMatchObject({ status: 403, code: 'scope-missing' });
        expect(scopes.filter((one) => json.needs.includes(one))).toEqual(needs);
      }
    }
  });

  it('each route about an application refuses a key of another application', async () => {
    const key = await world.createKey(scopes, { appIds: ['2021999999999999'] });
    const about = routes.filter(({ path }) => path.includes(world.appId));
    expect(about.length).toBeGreaterThan(8);
    for (const { method, path } of about) {
      const { json } = await world.node.request(method, path, { key });
      expect(json, `${method} ${path}`).toMatchObject({ status: 403, code: 'application-not-permitted' });
    }
  });
});
