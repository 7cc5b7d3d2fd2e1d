import { AlipayApiError, isAlipayApiError, type Transport } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactMessage } from '../../src/errors/redact-message.js';
import { safeCause } from '../../src/errors/safe-cause.js';
import { type StandInResponse, standIn, standInClient } from '../support/alipay-stand-in.js';
import { rawServer } from '../support/raw-server.js';

const token = '202611BB9d3901a7d39d4350a49fb00000000001';

async function failure(response: StandInResponse, options: object = {}): Promise<AlipayApiError> {
  const client = standInClient(standIn(response).transport);
  const call = { method: 'POST', path: '/v3/x', appAuthToken: token, ...options } as const;
  const error: unknown = await client.request(call).catch((caught: unknown) => caught);
  if (!(error instanceof AlipayApiError)) throw error;
  return error;
}

function encoded(text: string, write: (code: string) => string): string {
  return Array.from(text, (character) => write(character.charCodeAt(0).toString(16).padStart(2, '0'))).join('');
}

const percent = encoded(token, (code) => `%${code}`);

describe('a message of Alipay', () => {
  it.each<[string, string]>([
    ['as it is', token],
    ['percent-encoded', percent],
    ['percent-encoded twice', percent.replaceAll('%', '%25')],
    ['escaped as JSON', encoded(token, (code) => `\\u00${code}`)],
    ['escaped as JSON within JSON', encoded(token, (code) => `\\u005cu00${code}`)],
    ['escaped as JavaScript', encoded(token, (code) => `\\x${code}`)],
    ['as HTML entities', encoded(token, (code) => `&#x${code};`)],
    ['in part percent-encoded', `${percent.slice(0, 30)}${token.slice(10)}`],
  ])('does not show a token %s', (_, copy) => {
    expect(redactMessage(`before ${copy} after`, new Set([token]))).toBe('before *** after');
  });

  it('does not show a token that the end of what is shown would cut', () => {
    const shown = redactMessage(`${'x'.repeat(2030)}${token}${'y'.repeat(100)}`, new Set([token]));
    expect(shown).toContain('***');
    expect(shown).not.toContain(token.slice(0, 8));
  });

  it('shows what is not a secret as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(...'ab %2\\u0"&#x41;中') }), (text) => {
        expect(redactMessage(text, new Set([token]))).toBe(text);
      }),
    );
  });

  it('is cut to 2 KB, and soon even when it is long', () => {
    for (const message of ['中'.repeat(10_000_000), '%41'.repeat(10_000_000), '\\u0041'.repeat(5_000_000)]) {
      const shown = redactMessage(message, new Set([token]));
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(2048);
      expect(shown.endsWith('…')).toBe(true);
    }
  });

  it('has what a terminal would act on escaped', () => {
    expect(redactMessage('a\r\nb\u001b[31mc\u0000\u202ed\u2028e\ud800f', new Set())).toBe(
      'a\\u{d}\\u{a}b\\u{1b}[31mc\\u{0}\\u{202e}d\\u{2028}e\\u{d800}f',
    );
  });
});

describe('an error of Alipay', () => {
  it('shows no token in any field', async () => {
    const body = JSON.stringify({
      code: `X-${token}`,
      message: `no ${percent}`,
      links: [{ link: `https://open.alipay.com/?t=${token}`, desc: `see ${token}` }],
    });
    const error = await failure({ status: 400, body, headers: { 'alipay-trace-id': `t-${token}` } });
    expect({ ...error, message: error.message }).toMatchObject({
      code: 'X-***',
      message: 'no ***',
      traceId: 't-***',
      links: [{ link: 'https://open.alipay.com/?t=***', desc: 'see ***' }],
    });
  });

  it.each([
    ['named plainly', `{"code":"${token}"}`],
    ['whose name is escaped', `{"\\u0063ode":"${token}"}`],
    ['of a nested object', `{"a":[{"auth_token":"${token}"}]}`],
  ])('shows no secret of a body that is passed on, %s, in a trace id or a code', async (_, content) => {
    const body = JSON.stringify({ code: token, message: 'no' });
    const headers = { 'alipay-trace-id': token };
    const client = standInClient(standIn({ status: 400, body, headers, signed: true }).transport);
    const { error, traceId } = await client.forward({ method: 'POST', path: '/v3/x', content });
    expect([traceId, error?.traceId, error?.code]).toEqual(['***', '***', '***']);
  });

  it('shows a trace id as it is where the request has no secret', async () => {
    const headers = { 'alipay-trace-id': token };
    const client = standInClient(standIn({ body: '{}', headers }).transport);
    const content = '{"out_trade_no":"20261127001"}';
    expect(await client.forward({ method: 'POST', path: '/v3/x', content })).toMatchObject({ traceId: token });
  });

  it('shows no secret of the path, the query or a header', async () => {
    const secrets = { auth_token: 'path-secret-1', refresh_token: 'query-secret-2', 'x-api-key': 'header-secret-3' };
    const body = JSON.stringify({ code: 'NO', message: Object.values(secrets).join(' ') });
    const error = await failure(
      { status: 400, body },
      {
        path: '/v3/{auth_token}',
        pathParameters: { auth_token: secrets.auth_token },
        query: { refresh_token: secrets.refresh_token },
        headers: { 'x-access-token': secrets['x-api-key'] },
      },
    );
    expect(error.message).toBe('*** *** ***');
  });

  it('keeps some links', async () => {
    const links = Array.from({ length: 1000 }, () => ({ link: 'https://open.alipay.com/' }));
    const error = await failure({ status: 400, body: JSON.stringify({ code: 'NO', message: 'no', links }) });
    expect(error.links).toHaveLength(8);
  });

  it('stays one when its status is that of a success', async () => {
    const body = '{"code":"AUTH_CODE_NOT_VALID","message":"no","links":[]}';
    const error = await failure({ status: 200, body });
    expect(error).toMatchObject({ code: 'AUTH_CODE_NOT_VALID', verified: true, status: 200 });
  });

  it.each([
    '{"code":"10000","message":"Success"}',
    '{"code":"200","msg":"no"}',
    '{"code":"JP123","data":1}',
    '{"code":{},"message":"x"}',
  ])('is not seen in the data %s', async (body) => {
    const client = standInClient(standIn({ body }).transport);
    await expect(client.request({ method: 'POST', path: '/v3/x' })).resolves.toEqual(JSON.parse(body));
  });

  it('is verified by its signature alone', async () => {
    const body = '{"code":"NO","message":"no"}';
    const [unsigned, signed] = [
      await failure({ status: 400, body }),
      await failure({ status: 400, body, signed: true }),
    ];
    expect(isAlipayApiError(unsigned, 'NO')).toBe(true);
    expect(isAlipayApiError(unsigned, 'NO', { verified: true })).toBe(false);
    expect(isAlipayApiError(unsigned, undefined, { verified: true })).toBe(false);
    expect(isAlipayApiError(signed, ['YES', 'NO'], { verified: true })).toBe(true);
    expect(isAlipayApiError(signed, 'YES', { verified: true })).toBe(false);
  });
});

describe('the cause of a transport error', () => {
  it('holds no bytes of a malformed response', async () => {
    await using server = await rawServer((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nbad header ${token}\r\n\r\n${token}`),
    );
    const { endpoint, transport } = { endpoint: server.origin, transport: undefined };
    const error = await standInClient(undefined as unknown as Transport, { endpoint, transport })
      .request({ method: 'GET', path: '/v3/x', maxRetries: 0 })
      .catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ name: 'AlipayTransportError', cause: { code: expect.stringMatching(/^HPE_/) } });
    expect(JSON.stringify(dump(error))).not.toContain(token);
  });

  it('keeps what distinguishes failures of the network', () => {
    const connect = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      port: 1,
      config: { token },
    });
    const all = Object.assign(new AggregateError([connect], 'none worked'), { code: 'ECONNREFUSED', data: token });
    const copy = safeCause(new TypeError('fetch failed', { cause: all }));
    expect(copy).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { message: 'none worked', code: 'ECONNREFUSED', errors: [{ code: 'ECONNREFUSED', port: 1 }] },
    });
    expect(copy?.stack).toContain('redaction.test');
    expect(JSON.stringify(dump(copy))).not.toContain(token);
  });
});

/** Everything that can be reached from an error, hidden members included. */
function dump(value: unknown, depth = 0): unknown {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (typeof value !== 'object' || value === null || depth > 6) return value;
  return Object.getOwnPropertyNames(value).map((name) => [name, dump(Reflect.get(value, name), depth + 1)]);
}
