import { readdirSync } from 'node:fs';
import { get } from 'node:http';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [] });
});

afterEach(() => sandbox.close());

const load = async (path: string) => {
  const response = await fetch(`${sandbox.endpoint}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the page', () => {
  it('allows nothing but its own files', async () => {
    const { headers, text } = await load('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script>|style="|\son\w+=|https?:/);
  });

  it('finds every file that it names', async () => {
    const { text } = await load('/');
    const files = Array.from(text.matchAll(/(?:src|href)="(\/[^"]+)"/g), ([, path = '']) => path);
    const modules = readdirSync(new URL('../../src/dashboard/browser', import.meta.url))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `/assets/dashboard/${name.replace('.ts', '.js')}`);
    for (const path of [...files, ...modules, '/favicon.ico', '/assets/consent.css']) {
      const { status, headers } = await load(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(sandbox.requests()).toEqual([]);
  });

  it('serves no other file', async () => {
    for (const name of ['..%2findex.js', 'tsconfig.json', '.tsbuildinfo', 'none.js', '%2e%2e%2findex.js']) {
      expect((await load(`/assets/dashboard/${name}`)).status).toBe(404);
    }
  });

  it('is not shown under a foreign name', async () => {
    const { port } = new URL(sandbox.endpoint);
    const status = await new Promise((resolve) => {
      get({ port, host: '127.0.0.1', path: '/', headers: { host: 'example.com' } }, ({ statusCode }) =>
        resolve(statusCode),
      );
    });
    expect(status).toBe(403);
  });
});

describe('GET /sandbox/requests', () => {
  it('returns those after an id, and deletes them', async () => {
    for (let count = 0; count < 3; count += 1) await load('/v3/nothing');
    const { requests } = JSON.parse((await load('/sandbox/requests?after=1')).text);
    expect(requests.map(({ id }: { id: number }) => id)).toEqual([2, 3]);
    expect((await load('/sandbox/requests?after=x')).status).toBe(400);
    const cleared = await fetch(`${sandbox.endpoint}/sandbox/requests`, { method: 'DELETE' });
    expect(await cleared.json()).toEqual({ cleared: 3 });
    await load('/v3/nothing');
    expect(sandbox.requests().map(({ id }) => id)).toEqual([4]);
  });
});
