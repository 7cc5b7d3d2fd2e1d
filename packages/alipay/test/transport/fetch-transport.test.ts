import { AlipayTransportError, fetchTransport, type TransportRequest } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';

const request: TransportRequest = {
  method: 'POST',
  url: 'http://127.0.0.1/',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  timeout: 1_000,
  maxResponseBytes: 1_000,
};

function failingWith(error: unknown): typeof fetch {
  return () => Promise.reject(error);
}

describe('fetchTransport', () => {
  it('uses the fetch that it is given', async () => {
    const calls: unknown[][] = [];
    const send: typeof fetch = async (...parameters) => {
      calls.push(parameters);
      return new Response('{}', {
        status: 201,
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      });
    };
    await expect(fetchTransport({ fetch: send })(request)).resolves.toMatchObject({
      status: 201,
      headers: { 'set-cookie': 'a=1, b=2' },
      body: Buffer.from('{}'),
    });
    expect(calls).toMatchObject([
      [
        'http://127.0.0.1/',
        { method: 'POST', body: '{}', redirect: 'manual', headers: { 'content-type': 'application/json' } },
      ],
    ]);
  });

  it.each<[string, unknown, string, string]>([
    ['ECONNREFUSED', { code: 'ECONNREFUSED' }, 'not-sent', 'could not connect to Alipay (ECONNREFUSED)'],
    [
      'a time-out of connecting',
      { code: 'UND_ERR_CONNECT_TIMEOUT' },
      'not-sent',
      'could not connect to Alipay (UND_ERR_CONNECT_TIMEOUT)',
    ],
    [
      'an unreachable host',
      { code: 'EHOSTUNREACH', syscall: 'connect' },
      'not-sent',
      'could not connect to Alipay (EHOSTUNREACH)',
    ],
    [
      'a certificate of another host',
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      'not-sent',
      'could not connect to Alipay (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
    [
      'a host that became unreachable',
      { code: 'EHOSTUNREACH', syscall: 'read' },
      'unknown',
      'the connection to Alipay broke (EHOSTUNREACH)',
    ],
    ['a reset', { code: 'ECONNRESET', syscall: 'read' }, 'unknown', 'the connection to Alipay broke (ECONNRESET)'],
    ['nothing', undefined, 'unknown', 'the connection to Alipay broke'],
  ])('reads from the cause whether the request was sent: %s', async (_, facts, outcome, message) => {
    const cause = facts === undefined ? undefined : Object.assign(new Error('cause'), facts);
    const failure = new TypeError('fetch failed', cause === undefined ? undefined : { cause });
    const error: unknown = await fetchTransport({ fetch: failingWith(failure) })(request).catch(
      (caught: unknown) => caught,
    );

    expect(error).toBeInstanceOf(AlipayTransportError);
    expect(error).toMatchObject({ outcome, message, cause: failure });
  });

  it('reads it from the error itself where that has the code', async () => {
    const failure = Object.assign(new Error('Unable to connect'), { code: 'ConnectionRefused' });
    await expect(fetchTransport({ fetch: failingWith(failure) })(request)).rejects.toMatchObject({
      outcome: 'not-sent',
    });
    await expect(fetchTransport({ fetch: failingWith('text') })(request)).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('says so when the runtime hides a redirect', async () => {
    const hidden = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
    await expect(fetchTransport({ fetch: async () => hidden })(request)).rejects.toEqual(
      new AlipayTransportError('the response is a redirect, which this runtime does not show', { outcome: 'unknown' }),
    );
  });
});
