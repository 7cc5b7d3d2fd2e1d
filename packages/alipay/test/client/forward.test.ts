import {
  AlipayApiError,
  AlipayClient,
  AlipaySignatureError,
  AlipayTimeoutError,
  createContentCipher,
  type ForwardedResponse,
} from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';
import { localServer } from '../support/local-server.js';
import { answering, signedBody } from '../support/signed-response-v2.js';

const token = '202611BB9d3901a7d39d4350a49fb00000000001';
const request = {
  method: 'POST',
  path: '/v3/alipay/trade/query?x=%2F',
  content: '{"a":1.00, "b":12345678901234567890}',
} as const;
const textOf = ({ body }: ForwardedResponse) => (typeof body === 'string' ? body : expect.unreachable());
const noWait = { sleep: async () => {} };

describe('a forwarded request', () => {
  it('is sent byte for byte, and its response is returned byte for byte', async () => {
    const body = '{"id":12345678901234567890, "amount":1.00}';
    const { transport, sent } = standIn({ body });
    const response = await standInClient(transport).forward(request, { appAuthToken: token });
    expect(textOf(response)).toBe(body);
    expect(response).toMatchObject({ status: 200, traceId: 'trace-1', error: undefined });
    expect(sent[0]).toMatchObject({
      url: 'https://openapi.alipay.com/v3/alipay/trade/query?x=%2F',
      body: request.content,
      headers: { 'content-type': 'application/json', 'alipay-app-auth-token': token },
    });
  });

  it('is encrypted, and its response decrypted', async () => {
    const encryptKey = Buffer.alloc(16, 3).toString('base64');
    const cipher = createContentCipher(encryptKey);
    const headers = { 'content-type': 'text/plain' };
    const { transport, sent } = standIn({ body: cipher.encrypt('{"b": 2}'), headers });
    const response = await standInClient(transport, { encryptKey }).forward(request);
    expect(textOf(response)).toBe('{"b": 2}');
    expect(cipher.decrypt(String(sent[0]?.body))).toBe(request.content);
  });

  it('has a signed error as its response', async () => {
    const body = '{"code":"ACQ.TRADE_NOT_EXIST", "message":"none","more":{"x":1}}';
    const response = await standInClient(standIn({ status: 400, body, signed: true }).transport).forward(request);
    expect(textOf(response)).toBe(body);
    expect(response).toMatchObject({ status: 400, error: { code: 'ACQ.TRADE_NOT_EXIST', verified: true } });
  });

  it('shows neither the token nor the signed text that the gateway repeats in an error', async () => {
    const message = `验签出错，验签字符串为：app_id=1,nonce=2\nPOST\n${token}`;
    const body = JSON.stringify({ code: 'invalid-signature', message, sub: [`token ${token}`] });
    const response = await standInClient(standIn({ status: 400, body, signed: true }).transport).forward(request, {
      appAuthToken: token,
    });
    expect(JSON.parse(textOf(response))).toEqual({
      code: 'invalid-signature',
      message: '验签出错，验签字符串为：***',
      sub: ['token ***'],
    });
  });

  it('rejects for a response that is not proven to be Alipay’s', async () => {
    const client = (response: object) => standInClient(standIn(response).transport, noWait);
    await expect(client({ signed: false }).forward(request)).rejects.toBeInstanceOf(AlipaySignatureError);
    const unsigned = client({ status: 400, body: '{"code":"X","message":"m"}' }).forward(request);
    await expect(unsigned).rejects.toMatchObject({ constructor: AlipayApiError, verified: false });
  });

  it('is repeated like any call', async () => {
    const limited = { status: 429, body: '{"code":"app-call-limited","message":"m"}', signed: true };
    const { transport, sent } = standIn(limited, { body: '{"ok":1}' });
    expect(textOf(await standInClient(transport, noWait).forward(request))).toBe('{"ok":1}');
    expect(sent).toHaveLength(2);
    const once = standIn(limited);
    const response = await standInClient(once.transport, noWait).forward(request, { maxRetries: 0 });
    expect(response.error?.code).toBe('app-call-limited');
    expect(once.sent).toHaveLength(1);
  });

  it.each([
    [{ ...request, content: '{' }, 'content: expected the JSON text of an object'],
    [{ ...request, content: '"text"' }, 'content: expected the JSON text of an object'],
    [{ ...request, method: 'GET' as const }, 'content: a GET request has none; pass parameters in query'],
    [
      { ...request, path: ['/v3/alipay/trade/query'] as unknown as string },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { ...request, path: '/v3/../x' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { ...request, path: '//evil.example/v3' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
  ])('is refused when it is wrong', async (wrong, message) => {
    await expect(standInClient(standIn({}).transport).forward(wrong)).rejects.toThrow(new TypeError(message));
  });

  it('of a v2 method has the response object as it stands in the response', async () => {
    const content = '{"code":"10000","id":12345678901234567890, "n":1.0}';
    const { transport, sent } = answering(await signedBody('alipay_trade_query_response', content));
    const response = await standInClient(transport).forwardV2('alipay.trade.query', { a: 1 }, { appAuthToken: token });
    expect(textOf(response)).toBe(content);
    expect(String(sent[0]?.body)).toContain(`app_auth_token=${token}`);
    const failed = `{"code":"40004","sub_code":"ACQ.X","sub_msg":"of ${token}"}`;
    const client = standInClient(answering(await signedBody('alipay_trade_query_response', failed)).transport);
    const error = await client.forwardV2('alipay.trade.query', {}, { appAuthToken: token });
    expect(error).toMatchObject({ status: 200, error: { code: 'ACQ.X' } });
    expect(textOf(error)).toBe('{"code":"40004","sub_code":"ACQ.X","sub_msg":"of ***"}');
  });
});

describe('a forwarded request whose response is a stream', () => {
  const events = 'id: 1\n: comment\ndata: {"a":1}\n\ndata: tea\n\n';
  const clientOf = (endpoint: string) =>
    new AlipayClient({
      appId: '2021000000000001',
      privateKey: appKeys.privateKey,
      alipayPublicKey: alipayKeys.publicKey,
      endpoint,
    });

  it('gets its bytes as they arrive, when that is asked for', async () => {
    await using server = await localServer((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'alipay-trace-id': 'trace-3' }).end(events);
    });
    const client = clientOf(server.origin);
    const response = await client.forward(request, { acceptUnsigned: true });
    expect(response).toMatchObject({ status: 200, traceId: 'trace-3' });
    if (typeof response.body === 'string') expect.unreachable();
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(events);
    await expect(client.forward(request)).rejects.toBeInstanceOf(AlipaySignatureError);
  });

  it('ends when nothing arrives for too long', async () => {
    await using server = await localServer((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const { body } = await clientOf(server.origin).forward(request, { acceptUnsigned: true, idleTimeout: 50 });
    if (Buffer.isBuffer(body)) expect.unreachable();
    const read = async () => {
      for await (const chunk of body) expect(String(chunk)).toBe('data: 1\n\n');
    };
    await expect(read()).rejects.toBeInstanceOf(AlipayTimeoutError);
  });
});
