import { generateKeyPairSync } from 'node:crypto';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { officialClient } from './support/official-client.js';
import { type RawResponse, send } from './support/raw-client.js';

let sandbox: RunningSandbox;
let appId: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  appId = sandbox.app().appId;
});

afterAll(() => sandbox.close());

function control(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RawResponse> {
  return send(sandbox.endpoint, {
    method,
    path: `/sandbox/${path}`,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });
}

const queryAs = (app: ApplicationCredentials, privateKey?: string) =>
  officialClient(sandbox.endpoint, app, privateKey)
    .curl('GET', '/v3/alipay/open/auth/token/app/query', { query: { app_auth_token: 'x' } })
    .catch((error: unknown) => Object(error).code);

/** The credentials in a response, as the client takes them. */
function credentialsIn({ json }: RawResponse): ApplicationCredentials {
  const text = (name: string) => (typeof json[name] === 'string' ? { [name]: json[name] } : {});
  return {
    appId: String(json.appId),
    mode: json.mode === 'certificate' ? 'certificate' : 'key',
    alipayPublicKey: String(json.alipayPublicKey),
    ...text('privateKey'),
    ...text('encryptKey'),
    ...text('appCert'),
    ...text('alipayCert'),
    ...text('alipayRootCert'),
  };
}

describe('POST /sandbox/applications', () => {
  it.each([
    [{ mode: 'key' }, ['alipayPublicKey', 'appId', 'mode', 'privateKey']],
    [{ mode: 'key', encrypted: true }, ['alipayPublicKey', 'appId', 'encryptKey', 'mode', 'privateKey']],
    [
      { mode: 'certificate' },
      ['alipayCert', 'alipayPublicKey', 'alipayRootCert', 'appCert', 'appId', 'mode', 'privateKey'],
    ],
  ])('with %j returns credentials that work', async (body, names) => {
    const response = await control('POST', 'applications', body);
    expect(response.status).toBe(200);
    expect(Object.keys(response.json).sort()).toEqual(names);
    expect(await queryAs(credentialsIn(response))).toBe('AUTH_TOKEN_NOT_EXISTED');
  });

  it.each(['key', 'certificate'] as const)('in %s mode lets the caller keep its private key', async (mode) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const response = await control('POST', 'applications', {
      mode,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    });
    expect(response.json).not.toHaveProperty('privateKey');
    const own = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(await queryAs(credentialsIn(response), own)).toBe('AUTH_TOKEN_NOT_EXISTED');
  });

  it('takes a public key in bare base64', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const base64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    expect((await control('POST', 'applications', { mode: 'key', publicKey: base64 })).status).toBe(200);
  });

  it('refuses a private key where the public one belongs, without repeating it', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await control('POST', 'applications', { mode: 'key', publicKey: pem })).toMatchObject({
      status: 400,
      json: { error: 'publicKey: expected an RSA public key of 1024 bits or more, SPKI PEM or base64' },
    });
  });
});

describe('GET /sandbox/applications', () => {
  it('returns the credentials of every application', async () => {
    const { json } = await control('GET', 'applications');
    expect(json).toEqual({ applications: sandbox.applications });
  });
});

describe('the control API', () => {
  it('consents, cancels and shows the state as the direct methods do', async () => {
    const consented = await control('POST', 'consents', { appId, merchantApplications: [merchant(8)] });
    expect(consented.json).toMatchObject({
      app_auth_code: expect.stringMatching(/^[0-9a-f]{32}X\d\d$/),
      authorizations: [{ ...merchant(8), appId, status: 'active', pairs: [{ current: true }] }],
    });
    const cancelled = await control('POST', 'cancellations', { appId, authAppId: merchant(8).authAppId });
    expect(cancelled.json).toMatchObject({ ...merchant(8), status: 'cancelled' });
    const { json } = await control('GET', 'state');
    expect({ ...json, now: 0 }).toEqual({ ...sandbox.state(), now: 0 });
  });

  it('moves the clock', async () => {
    const before = sandbox.state().now;
    const { json } = await control('POST', 'clock', { advanceSeconds: 100 });
    expect(Number(json.now) - before).toBeGreaterThanOrEqual(100_000);
  });

  it('adds, shows and clears faults', async () => {
    const fault = { effect: 'status', status: 503, times: 2, match: { path: '/v3/x' } };
    const { json } = await control('POST', 'faults', fault);
    expect(json).toEqual({ id: 1, effect: 'status', status: 503, remaining: 2, match: { path: '/v3/x' } });
    expect((await control('GET', 'faults')).json).toEqual({ faults: [json] });
    expect((await control('DELETE', 'faults')).json).toEqual({ cleared: 1 });
  });

  it('shows the requests of the gateway and not its own', async () => {
    await queryAs(sandbox.app());
    const { json } = await control('GET', 'requests');
    expect(json).toEqual({ requests: sandbox.requests() });
    expect(sandbox.requests().every(({ pathAndQuery }) => pathAndQuery.startsWith('/v3/'))).toBe(true);
  });

  it.each([
    ['applications', {}, 400, 'mode: missing'],
    ['applications', { mode: 'x' }, 400, 'mode: expected one of key, certificate'],
    ['applications', { mode: 'key', encrypted: 'yes' }, 400, 'encrypted: must be boolean'],
    ['applications', { mode: 'key', extra: 1 }, 400, 'extra: no such field'],
    ['applications', [], 400, 'body: must be object'],
    ['consents', { appId: '1', merchantApplications: [merchant()] }, 404, 'appId: there is no application "1"'],
    [
      'consents',
      { appId: '$', merchantApplications: [] },
      400,
      'merchantApplications: must not have fewer than 1 items',
    ],
    ['consents', { appId: '$' }, 400, 'merchantApplications: missing'],
    [
      'consents',
      { appId: '$', merchantApplications: [{ ...merchant(), kind: 'X' }] },
      400,
      'merchantApplications[0].kind: expected one of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, BASEAPP, ARAPP',
    ],
    [
      'consents',
      { appId: '$', merchantApplications: [merchant(), { ...merchant(2), userId: '2088' }] },
      400,
      'merchantApplications[1].userId: expected 16 digits beginning with 2088',
    ],
    [
      'consents',
      { appId: '$', merchantApplications: [{ ...merchant(), authAppId: 'a b' }] },
      400,
      'merchantApplications[0].authAppId: expected 1 to 32 letters, digits, "_" or "-"',
    ],
    [
      'consents',
      { appId: '$', merchantApplications: [merchant(), merchant()] },
      400,
      `merchantApplications[1].authAppId: "${merchant().authAppId}" appears twice`,
    ],
    ['cancellations', { appId: '1', authAppId: 'x' }, 404, 'appId: there is no application "1"'],
    ['cancellations', { appId: '$', authAppId: 'x' }, 404, 'authAppId: "x" never authorized the application "$"'],
    ['clock', { advanceSeconds: -1 }, 400, 'advanceSeconds: must be >= 0'],
    [
      'clock',
      { advanceSeconds: 1e15 },
      400,
      'advanceSeconds: expected a number of seconds, 0 or more, to before the year 9999',
    ],
    [
      'faults',
      { effect: 'x' },
      400,
      'effect: expected one of drop-before, drop-after, delay, status, html, bad-signature, stranger, truncate',
    ],
    ['faults', { effect: 'html', times: 0 }, 400, 'times: must be >= 1'],
    ['faults', { effect: 'html', match: { verb: 'x' } }, 400, 'match.verb: no such field'],
    ['faults', { effect: 'delay' }, 400, 'ms: the effect "delay" needs a whole number of milliseconds, 0 to 600000'],
  ])('POST /sandbox/%s %j is refused with %i %s', async (path, body, status, error) => {
    const text = JSON.stringify(body).replaceAll('$', appId);
    const response = await control('POST', path, JSON.parse(text));
    expect(response).toMatchObject({ status, json: { error: error.replaceAll('$', appId) } });
  });

  it('refuses a body that is no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await send(sandbox.endpoint, { method: 'POST', path: '/sandbox/clock', body: '{', headers });
    expect(response).toMatchObject({ status: 400, json: { error: expect.stringContaining('JSON') } });
  });

  it('knows no other paths', async () => {
    expect(await control('GET', 'nothing')).toMatchObject({
      status: 404,
      json: { error: 'GET /sandbox/nothing: no such control' },
    });
  });

  it.each([
    ['a foreign Host header', { host: 'rebound.example:4010' }],
    ['no local name that only begins like one', { host: '127.0.0.1.rebound.example' }],
    ['a foreign origin', { origin: 'http://rebound.example' }],
    ['an opaque origin', { origin: 'null' }],
  ])('refuses %s', async (_title, headers) => {
    expect((await control('GET', 'state', undefined, headers)).status).toBe(403);
  });

  it('lets its own origin in', async () => {
    expect((await control('GET', 'state', undefined, { origin: sandbox.endpoint })).status).toBe(200);
  });
});
