import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;

beforeAll(async () => {
  world = await HubWorld.start();
});

afterAll(() => world[Symbol.asyncDispose]());

describe('every response', () => {
  const policy = "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'";
  it.each([
    ['a result', 200, '/v1/apps', {}],
    ['a problem', 401, '/v1/apps', { key: null }],
    ['an address that there is not', 404, '/nowhere', {}],
  ])('has its security headers: %s', async (_, status, path, options) => {
    const response = await world.node.request('GET', path, options);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': policy,
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});

it('a token has the headers that are not about pages', async () => {
  await world.grant('2021000000000076');
  const path = `/v1/apps/${world.appId}/authorizations/2021000000000076/token`;
  const { status, headers } = await world.node.request('GET', path);
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
  expect(headers.has('referrer-policy')).toBe(false);
});

describe('the log', () => {
  const lines = (requestId: string) =>
    world.node.log.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);
  const tokenOf = (authAppId: string, requestId: string) =>
    world.node.request('GET', `/v1/apps/${world.appId}/authorizations/${authAppId}/token`, {
      headers: { 'x-request-id': requestId },
    });

  it('has a line for a request, with its id', async () => {
    await world.node.request('GET', '/v1/apps', { headers: { 'x-request-id': 'log-of-a-list' } });
    await expect.poll(() => lines('log-of-a-list')).toMatchObject([{ route: '/v1/apps', status: 200, level: 30 }]);
  });

  it('has a read of a token only when it fails: the log of requests has them all', async () => {
    await world.grant('2021000000000077');
    expect((await tokenOf('2021000000000077', 'log-of-a-token')).status).toBe(200);
    expect((await tokenOf('2021000000000078', 'log-of-a-refusal')).status).toBe(404);
    await expect.poll(() => lines('log-of-a-refusal')).toMatchObject([{ status: 404, level: 30 }]);
    expect(lines('log-of-a-token')).toEqual([]);
  });
});
