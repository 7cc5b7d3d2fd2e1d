import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the reference', () => {
  it('describes every route with its scope, and the problem that it may respond with', async () => {
    const { status, json } = await world.node.request('GET', '/openapi.json', { key: null });
    expect(status).toBe(200);
    expect(json.openapi).toBe('3.1.0');
    expect(json.servers).toEqual([{ url: world.node.address }]);
    const create = json.paths['/v1/keys'].post;
    expect(create.description).toContain('Scope: `manage`.');
    expect(create.security).toEqual([{ key: [] }]);
    expect(create.responses['4XX'].content['application/json'].schema.required).toContain('code');
    const token = json.paths['/v1/apps/{appId}/authorizations/{authAppId}/token'].get;
    expect(token.description).toContain('Scope: `token`.');
    expect(json.paths['/healthz'].get.security).toEqual([]);
  });

  it('is a page without scripts, whose style its policy permits', async () => {
    const { text, headers } = await world.node.request('GET', '/docs', { key: null });
    expect(text).toContain('<code>POST /v1/keys</code>');
    expect(text).not.toMatch(/<script|style=/);
    expect(headers.get('content-security-policy')).toContain("style-src 'self'");
    const style = await world.node.request('GET', '/docs/reference.css', { key: null });
    expect(style.headers.get('content-type')).toContain('text/css');
  });
});
