import {
  AlipayContentError,
  AlipayTimeoutError,
  AlipayTransportError,
  fetchTransport,
  nodeTransport,
  type Transport,
  type TransportRequest,
  undiciTransport,
} from '@lingpai/alipay';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { withDeadline } from '../../src/transport/with-deadline.js';
import { Agent } from '../support/undici.js';

const request: TransportRequest = {
  method: 'GET',
  url: 'http://127.0.0.1/',
  headers: {},
  timeout: 20,
  maxResponseBytes: 4,
};
const ok = { status: 200, headers: { 'alipay-trace-id': 'T1' }, body: Buffer.from('1234') };

/** A transport whose stream is this body. */
function streaming(body: () => AsyncIterable<Uint8Array>): Transport {
  const stream = async () => ({ status: 200, headers: {}, body: body() });
  return withDeadline(Object.assign(async () => ok, { stream }));
}

async function read(transport: Transport, more: Partial<TransportRequest> = {}): Promise<string[]> {
  const texts: string[] = [];
  const response = await transport.stream?.({ ...request, ...more });
  for await (const chunk of response?.body ?? []) texts.push(Buffer.from(chunk).toString());
  return texts;
}

describe('a transport of the caller', () => {
  it('is a function that brings a response', async () => {
    await expect(withDeadline(async () => ok)(request)).resolves.toBe(ok);
  });

  it('is held to the time, the size and the errors of the contract', async () => {
    const late = withDeadline(() => new Promise(() => {}));
    await expect(late(request)).rejects.toEqual(new AlipayTimeoutError(20, 'unknown'));

    const large = withDeadline(async () => ({ ...ok, body: Buffer.from('12345') }));
    const error: unknown = await large(request).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AlipayContentError);
    expect(error).toMatchObject({ problem: 'too-large', status: 200, traceId: 'T1' });

    const failing = withDeadline(() => Promise.reject(new Error('?')));
    await expect(failing(request)).rejects.toEqual(
      new AlipayTransportError('the transport failed', { outcome: 'unknown', cause: new Error('?') }),
    );
    const own = new AlipayTransportError('no route', { outcome: 'not-sent' });
    await expect(withDeadline(() => Promise.reject(own))(request)).rejects.toBe(own);
  });

  it('ends with the caller’s signal, even if the transport ignores it', async () => {
    const controller = new AbortController();
    const pending = withDeadline(() => new Promise(() => {}))({ ...request, signal: controller.signal });
    controller.abort('enough');
    await expect(pending).rejects.toBe('enough');
    await expect(withDeadline(async () => ok)({ ...request, signal: controller.signal })).rejects.toBe('enough');
  });

  it('has a stream only if it says so', () => {
    expect(withDeadline(async () => ok).stream).toBeUndefined();
  });

  it('streams, however long after the time-out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('12345');
      vi.advanceTimersByTime(60_000);
      yield Buffer.from('6');
    }
    await expect(read(streaming(body))).resolves.toEqual(['12345', '6']);
  });

  it('has to begin its stream in time', async () => {
    const stream = () => new Promise<never>(() => {});
    const late = withDeadline(Object.assign(async () => ok, { stream }));
    await expect(late.stream?.(request)).rejects.toEqual(new AlipayTimeoutError(20, 'unknown'));
  });

  it('stops streaming once the caller’s signal is aborted', async () => {
    let returned = false;
    const endless: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => {
          returned = true;
          return Promise.reject(new Error('?'));
        },
      }),
    };
    const controller = new AbortController();
    const pending = read(
      streaming(() => endless),
      { signal: controller.signal },
    );
    setImmediate(() => controller.abort('enough'));
    await expect(pending).rejects.toBe('enough');
    expect(returned).toBe(true);
  });

  it('fails in the middle of a stream with an error of ours', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('1');
      throw new Error('?');
    }
    await expect(read(streaming(body))).rejects.toEqual(
      new AlipayTransportError('the transport failed', { outcome: 'unknown', cause: new Error('?') }),
    );
  });

  it('is left as it is when it is one of ours', () => {
    for (const transport of [nodeTransport(), fetchTransport(), undiciTransport(new Agent())])
      expect(withDeadline(transport)).toBe(transport);
  });
});
