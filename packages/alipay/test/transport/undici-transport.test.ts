import { AlipayTimeoutError, type TransportRequest, undiciTransport } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { deferred } from '../support/deferred.js';
import { localServer } from '../support/local-server.js';
import { Agent } from '../support/undici.js';

const requestTo = (url: string, more: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '{}',
  timeout: 60_000,
  maxResponseBytes: 1_024,
  ...more,
});

it('says what it expects', () => {
  expect(() => undiciTransport({} as never)).toThrow(new TypeError('dispatcher: expected a dispatcher of undici'));
});

it('a request that waited for a connection until its time was over was not sent, and is not sent later', async () => {
  const paths: unknown[] = [];
  const release = deferred<void>();
  await using server = await localServer(async (incoming, outgoing) => {
    paths.push(incoming.url);
    if (incoming.url === '/first') await release.promise;
    outgoing.end('{}');
  });
  const transport = undiciTransport(new Agent({ connections: 1 }));
  const first = transport(requestTo(`${server.origin}/first`));
  await expect.poll(() => paths).toEqual(['/first']);
  const reason = new Error('the caller has gone');
  const gone = new AbortController();
  const second = transport(requestTo(`${server.origin}/second`, { timeout: 20 }));
  const third = transport(requestTo(`${server.origin}/third`, { signal: gone.signal }));
  await expect(second).rejects.toEqual(new AlipayTimeoutError(20, 'not-sent'));
  gone.abort(reason);
  await expect(third).rejects.toBe(reason);
  release.resolve();
  expect(await first).toMatchObject({ status: 200 });
  expect(await transport(requestTo(`${server.origin}/fourth`))).toMatchObject({ status: 200 });
  expect(paths).toEqual(['/first', '/fourth']);
});
