import {
  AlipayTimeoutError,
  responseSignBytes,
  signRsa,
  type Transport,
  type TransportResponse,
} from '@lingpai/alipay';
import { describe, expect, it, vi } from 'vitest';
import { signedResponse, standIn, standInClient } from '../support/alipay-stand-in.js';
import { alipay, certificateClient } from '../support/certificate-mode.js';
import { answering, signedBody } from '../support/signed-response-v2.js';

const request = { method: 'POST', path: '/v3/x' } as const;
const never = () => new Promise<never>(() => {});

/** An Alipay that signs with a certificate whose download never ends. */
function hangingDownload(): { transport: Transport; downloading: Promise<void> } {
  let began = () => {};
  const downloading = new Promise<void>((resolve) => {
    began = resolve;
  });
  const transport: Transport = async ({ url }): Promise<TransportResponse> => {
    if (url.includes('/gateway.do')) {
      began();
      return never();
    }
    const body = Buffer.from('{}');
    const signature = await signRsa(responseSignBytes('1', 'n', body), alipay.privateKey);
    const headers = { 'alipay-timestamp': '1', 'alipay-nonce': 'n', 'alipay-sn': 'a'.repeat(32) };
    return { status: 200, headers: { ...headers, 'alipay-signature': signature }, body };
  };
  return { transport, downloading };
}

describe("a call's time-out", () => {
  it('covers the download of a certificate', async () => {
    const client = certificateClient(hangingDownload().transport, { timeout: 15_000 });
    // Whether the request had been sent by then depends on the machine.
    await expect(client.request({ ...request, timeout: 30 })).rejects.toBeInstanceOf(AlipayTimeoutError);
  });

  it('covers a function that yields the token', async () => {
    const client = standInClient(standIn({}).transport);
    const error = new AlipayTimeoutError(30, 'not-sent');
    await expect(client.onBehalfOf(never).request({ ...request, timeout: 30 })).rejects.toEqual(error);
    await expect(client.onBehalfOf(never).requestV2('x.y', {}, { timeout: 30 })).rejects.toEqual(error);
    const events = client.onBehalfOf(never).stream(request, { acceptUnsigned: true, timeout: 30 });
    await expect(events.next()).rejects.toThrow('transport: it has no method stream');
  });

  it('is that of the client for a page', async () => {
    const client = standInClient(standIn({}).transport, { timeout: 30 });
    await expect(client.onBehalfOf(never).pageExecute('x.y')).rejects.toEqual(new AlipayTimeoutError(30, 'not-sent'));
  });

  it('bounds the look-up of the certificate that a notification names', async () => {
    const client = certificateClient(hangingDownload().transport, { timeout: 30 });
    const fields = { alipay_cert_sn: 'b'.repeat(32), sign_type: 'RSA2', sign: 'AAAA' };
    await expect(client.verifyNotification(fields, { rule: 'V1' })).rejects.toMatchObject({
      problem: 'unknown-certificate',
      cause: expect.any(AlipayTimeoutError),
    });
  });
});

describe("a call's signal", () => {
  const reason = new Error('the user left');

  it('ends the wait for a certificate with its reason', async () => {
    const controller = new AbortController();
    const { transport, downloading } = hangingDownload();
    const call = certificateClient(transport).request({ ...request, signal: controller.signal });
    void downloading.then(() => controller.abort(reason));
    await expect(call).rejects.toBe(reason);
  });

  it('ends the wait for a token with its reason', async () => {
    const controller = new AbortController();
    const { transport, sent } = standIn({});
    const asked = vi.fn(never);
    const client = standInClient(transport).onBehalfOf(asked);
    const calls = [
      client.request({ ...request, signal: controller.signal }),
      client.requestV2('x.y', {}, { signal: controller.signal }),
    ];
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2), { timeout: 60_000 });
    controller.abort(reason);
    for (const call of calls) await expect(call).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  it('that was aborted before ends a call before a token is fetched', async () => {
    const asked = vi.fn(never);
    const client = standInClient(standIn({}).transport).onBehalfOf(asked);
    const signal = AbortSignal.abort(reason);
    await expect(client.request({ ...request, signal })).rejects.toBe(reason);
    await expect(client.requestV2('x.y', {}, { signal })).rejects.toBe(reason);
    expect(asked).not.toHaveBeenCalled();
  });

  it('may be shared by many calls without a warning about a leak', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error) => warnings.push(warning);
    process.on('warning', keep);
    const controller = new AbortController();
    const send = vi.fn(never);
    const client = standInClient(send);
    const calls = Array.from({ length: 30 }, () => client.request({ ...request, signal: controller.signal }));
    const ended = Promise.allSettled(calls);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(30), { timeout: 60_000 });
    process.emitWarning('the last one', { type: 'Marker' });
    await vi.waitFor(() => expect(warnings.map(({ name }) => name)).toContain('Marker'), { timeout: 60_000 });
    controller.abort(reason);
    for (const result of await ended) expect(result).toEqual({ status: 'rejected', reason });
    process.off('warning', keep);
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([]);
  });

  it('keeps no listener once its calls have ended', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const client = standInClient(() => signedResponse({}));
    await Promise.all([client.request({ ...request, signal }), client.request({ ...request, signal })]);
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
    expect(added).toHaveBeenCalled();
  });
});

describe('a v2 call', () => {
  const method = 'x.y';
  const limited = (code: string) => signedBody('error_response', `{"code":"40005","sub_code":"${code}"}`);
  const ok = () => signedBody('x_y_response', '{"code":"10000"}');

  async function scene(bodies: readonly (string | Error)[]) {
    const nonces: string[] = [];
    const outcomes: unknown[] = [];
    const requestIds: unknown[] = [];
    const transport: Transport = async ({ headers, body }) => {
      const next = bodies[Math.min(nonces.length, bodies.length - 1)] ?? '';
      nonces.push(String(body));
      requestIds.push(headers['alipay-request-id']);
      if (next instanceof Error) throw next;
      return { status: 200, headers: { 'alipay-trace-id': 't2' }, body: Buffer.from(next) };
    };
    const client = standInClient(transport, {
      sleep: async () => {},
      onResponse: ({ call: _, duration: __, ...outcome }) => outcomes.push(outcome),
    });
    return { client, nonces, outcomes, requestIds };
  }

  it.each(['app-call-limited', 'isv.app-call-limited', 'isp.method-call-limited'])(
    'is repeated when Alipay signs that a limit was reached: %s',
    async (code) => {
      const { client, nonces, requestIds } = await scene([await limited(code), await ok()]);
      await expect(client.requestV2(method, {})).resolves.toEqual({ code: '10000' });
      expect(nonces).toHaveLength(2);
      expect(new Set(requestIds).size).toBe(1);
    },
  );

  it('is repeated only where that cannot hurt', async () => {
    const lost = new Error('?');
    const unsigned = '{"error_response":{"code":"40005","sub_code":"app-call-limited"}}';
    for (const [step, options, times] of [
      [lost, {}, 1],
      [lost, { retry: true }, 2],
      [unsigned, {}, 1],
      [unsigned, { retry: true }, 2],
      [await limited('app-call-limited'), { retry: false }, 1],
      [await limited('app-call-limited'), { maxRetries: 0 }, 1],
    ] as const) {
      const { client, nonces } = await scene([step, await ok()]);
      await client.requestV2(method, {}, options).catch(() => undefined);
      expect(nonces).toHaveLength(times);
    }
  });

  it('is seen by hooks', async () => {
    const { client, outcomes } = await scene([await limited('app-call-limited'), await ok()]);
    await client.onBehalfOf('202611BBsecret').requestV2(method, {}, { requestId: 'r-1' });
    const attempt = { operation: method, method: 'POST', path: '/gateway.do', host: 'openapi.alipay.com' };
    const common = { ...attempt, requestId: 'r-1', encrypted: false, merchant: true, traceId: 't2', status: 200 };
    expect(outcomes).toEqual([
      { ...common, attempt: 1, error: 'AlipayApiError', code: 'app-call-limited' },
      { ...common, attempt: 2, error: undefined, code: undefined },
    ]);
  });

  it.each([
    [{ retry: 1 }, 'retry: expected true or false, found 1'],
    [{ maxRetries: -1 }, 'maxRetries: expected 0 or a positive integer, found -1'],
    [{ requestId: 'a\nb' }, 'requestId: expected text that a header can carry'],
  ])('refuses %j', async (options, message) => {
    const client = standInClient(answering('{}').transport);
    await expect(client.requestV2(method, {}, options as object)).rejects.toEqual(new TypeError(message));
  });

  it.each([
    ['that does not open', Buffer.alloc(32, 7).toString('base64')],
    ['that is no cipher text', 'hello'],
  ])('never decrypts an unsigned response %s', async (_, cipherText) => {
    const body = `{"x_y_response":${JSON.stringify(cipherText)}}`;
    const encryptKey = Buffer.alloc(16, 3).toString('base64');
    const client = standInClient(answering(body).transport, { encryptKey });
    await expect(client.requestV2(method, {})).rejects.toMatchObject({
      name: 'AlipaySignatureError',
      problem: 'missing',
      message: 'the response is encrypted and lacks sign, so it is not decrypted',
    });
  });

  it('takes an error whose response object is cipher text for unsigned, too', async () => {
    const client = standInClient(answering('{"error_response":"AAAA"}').transport, {
      encryptKey: Buffer.alloc(16, 3).toString('base64'),
    });
    await expect(client.requestV2(method, {})).rejects.toMatchObject({ problem: 'missing' });
  });
});
