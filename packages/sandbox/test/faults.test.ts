import { type NewFault, type RunningSandbox, SandboxError, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { officialClient } from './support/official-client.js';
import { queryPath, tokenPath } from './support/raw-client.js';
import { pairOf, TokenCalls } from './support/token-calls.js';

let sandbox: RunningSandbox;
let calls: TokenCalls;

beforeEach(async () => {
  sandbox = await startSandbox();
  calls = new TokenCalls(sandbox);
});

afterEach(() => sandbox.close());

const isUsed = () => sandbox.state().codes[0]?.used;

describe('the fault', () => {
  it('drop-before cuts the connection before anything is done', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'drop-before' });
    await expect(calls.redeem(code)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(isUsed()).toBe(false);
    expect(sandbox.requests()).toMatchObject([{ fault: 'drop-before', response: null }]);
    expect((await calls.redeem(code)).status).toBe(200);
  });

  it('drop-after does it and loses the response', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'drop-after' });
    await expect(calls.redeem(code)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(isUsed()).toBe(true);
    expect(sandbox.requests()).toMatchObject([
      { fault: 'drop-after', response: null, operation: 'alipay.open.auth.token.app' },
    ]);
  });

  it('delay does it at once and holds the response back', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'delay', ms: 50 });
    const started = performance.now();
    const received = calls.redeem(code);
    expect((await received).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  });

  it('status responds unsigned and does nothing', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'status', status: 503 });
    const { status, headers } = await calls.redeem(code);
    expect(status).toBe(503);
    expect(headers['alipay-signature']).toBeUndefined();
    expect(isUsed()).toBe(false);
  });

  it('html responds with the page of a proxy and does nothing', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'html' });
    const { status, headers, text } = await calls.redeem(code);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 502, type: 'text/html' });
    expect(text).toContain('<html>');
    expect(isUsed()).toBe(false);
  });

  it('bad-signature does it and signs something else', async () => {
    const { app_auth_code: code } = sandbox.consent({
      appId: calls.app.appId,
      merchantApplications: [{ authAppId: '1', userId: '2088000000000001', kind: 'WEBAPP' }],
    });
    sandbox.injectFault({ effect: 'bad-signature' });
    await expect(
      officialClient(sandbox.endpoint, calls.app).curl('POST', tokenPath, {
        body: { grant_type: 'authorization_code', code },
      }),
    ).rejects.toMatchObject({ code: 'response-signature-verify-error' });
    expect(isUsed()).toBe(true);
  });

  it('truncate performs the request and cuts the connection halfway through the response', async () => {
    const code = calls.consent();
    sandbox.injectFault({ effect: 'truncate' });
    await expect(calls.redeem(code)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(isUsed()).toBe(true);
  });
});

describe('a fault', () => {
  it('hits as many requests as it says', async () => {
    sandbox.injectFault({ effect: 'status', status: 500, times: 2 });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await calls.redeem('x')).status);
    expect(statuses).toEqual([500, 500, 400]);
  });

  it('hits only the path that it names', async () => {
    sandbox.injectFault({ effect: 'status', status: 500, match: { path: queryPath } });
    expect((await calls.redeem('x')).status).toBe(400);
    expect((await calls.query('x')).status).toBe(500);
  });

  it('hits only the grant type that it names, encrypted contents included', async () => {
    const encrypted = sandbox.app('encrypted');
    sandbox.injectFault({ effect: 'status', status: 500, times: 2, match: { grantType: 'refresh_token' } });
    const pair = await calls.obtain();
    expect((await calls.refresh(pair.app_refresh_token)).status).toBe(500);
    await expect(
      officialClient(sandbox.endpoint, encrypted).curl('POST', tokenPath, {
        body: { grant_type: 'refresh_token', refresh_token: 'x' },
        needEncrypt: true,
      }),
    ).rejects.toMatchObject({ responseHttpStatus: 500 });
  });

  it('that came first is used up first, and all are gone once they are cleared', async () => {
    sandbox.injectFault({ effect: 'status', status: 500 });
    sandbox.injectFault({ effect: 'status', status: 503, times: 9 });
    expect((await calls.redeem('x')).status).toBe(500);
    expect((await calls.redeem('x')).status).toBe(503);
    expect(sandbox.clearFaults()).toBe(1);
    expect((await calls.redeem('x')).status).toBe(400);
  });

  it('that loses the response of a refresh leaves the old refresh token usable', async () => {
    const old = await calls.obtain();
    sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
    await expect(calls.refresh(old.app_refresh_token)).rejects.toThrow();
    const fresh = pairOf(await calls.refresh(old.app_refresh_token));
    expect(await calls.status(fresh.app_auth_token)).toBe('valid');
  });

  it('delay holds back as many responses at the same time as there are, without a warning', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on('warning', note);
    sandbox.injectFault({ effect: 'delay', ms: 400, times: 20 });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await calls.redeem(calls.consent())).status),
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(warnings).toEqual([]);
  });

  it('that delays for long does not keep the sandbox from closing', async () => {
    sandbox.injectFault({ effect: 'delay', ms: 600_000 });
    const received = calls.redeem('x');
    const failed = expect(received).rejects.toThrow();
    while (sandbox.requests().length === 0) await new Promise(setImmediate);
    await sandbox.close();
    await failed;
  });

  it.each<[NewFault, string]>([
    [{ effect: 'delay' }, 'ms: the effect "delay" needs a whole number of milliseconds, 0 to 600000'],
    [{ effect: 'status' }, 'status: the effect "status" needs an HTTP status, 200 to 599'],
    [{ effect: 'html', times: 0 }, 'times: expected a whole number, 1 or more'],
  ])('%j is refused', (fault, message) => {
    expect(() => sandbox.injectFault(fault)).toThrow(new SandboxError('invalid', message));
  });
});
