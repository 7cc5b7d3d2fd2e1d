import {
  AlipayApiError,
  AlipayContentError,
  AlipayError,
  AlipaySignatureError,
  createContentCipher,
  fieldsSignString,
  verifyRsa,
} from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standInClient } from '../support/alipay-stand-in.js';
import { sentForm } from '../support/certificate-mode.js';
import { answering, signedBody } from '../support/signed-response-v2.js';

const method = 'alipay.trade.query';
const member = 'alipay_trade_query_response';
const encryptKey = Buffer.alloc(16, 3).toString('base64');
const token = '202611BB9d3901a7d39d4350a49fb00000000001';

async function failure(body: string, options = {}, status = 200): Promise<unknown> {
  const client = standInClient(answering(body, status).transport, options);
  return client.requestV2(method, { out_trade_no: '1' }, { appAuthToken: token }).then(
    (data) => {
      throw new Error(`it was accepted: ${JSON.stringify(data)}`);
    },
    (error: unknown) => error,
  );
}

describe('a v2 call', () => {
  it('is a signed form in UTF-8 with the time of China, whatever the time zone here', async () => {
    const { transport, sent } = answering(await signedBody(member, '{"code":"10000","msg":"Success"}'));
    const client = standInClient(transport, { clock: () => Date.parse('2026-12-31T16:00:01Z') });
    const response = await client
      .requestV2(method, { subject: '令 牌&=' }, { notifyUrl: 'https://a.example/n?x=1', authToken: 'u1' })
      .withResponse();
    expect(response).toMatchObject({ data: { code: '10000', msg: 'Success' }, status: 200, traceId: 'trace-2' });
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://openapi.alipay.com/gateway.do?charset=UTF-8',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      timeout: 15000,
    });
    const { sign = '', ...fields } = sentForm(sent[0]);
    expect(fields).toEqual({
      app_id: '2021000000000001',
      auth_token: 'u1',
      biz_content: '{"subject":"令 牌&="}',
      charset: 'UTF-8',
      format: 'json',
      method,
      notify_url: 'https://a.example/n?x=1',
      sign_type: 'RSA2',
      timestamp: '2027-01-01 00:00:01',
      version: '1.0',
    });
    expect(verifyRsa(fieldsSignString(fields), sign, appKeys.publicKey)).toBe(true);
  });

  it('on behalf of a merchant bears the token', async () => {
    const { transport, sent } = answering(await signedBody(member, '{"code":"10000"}'));
    await standInClient(transport)
      .onBehalfOf(async () => token)
      .requestV2(method);
    expect(sentForm(sent[0])).toMatchObject({ app_auth_token: token });
    expect(sentForm(sent[0])).not.toHaveProperty('biz_content');
  });

  it('may have parameters besides biz_content, and a response without a code', async () => {
    const { transport, sent } = answering(await signedBody('alipay_system_oauth_token_response', '{"user_id":"2088"}'));
    const parameters = { grant_type: 'authorization_code', code: 'c' };
    const call = standInClient(transport).requestV2('alipay.system.oauth.token', undefined, { parameters });
    await expect(call).resolves.toEqual({ user_id: '2088' });
    expect(sentForm(sent[0])).toMatchObject(parameters);
  });

  it('is encrypted both ways when there is a key', async () => {
    const cipher = createContentCipher(encryptKey);
    const { transport, sent } = answering(await signedBody(member, `"${cipher.encrypt('{"code":"10000","a":"令"}')}"`));
    await expect(standInClient(transport, { encryptKey }).requestV2(method, { a: 1 })).resolves.toMatchObject({
      a: '令',
    });
    const form = sentForm(sent[0]);
    expect(form.encrypt_type).toBe('AES');
    expect(cipher.decrypt(form.biz_content ?? '')).toBe('{"a":1}');
  });

  it('ends early when its signal says so', async () => {
    const client = standInClient(() => new Promise(() => undefined));
    const call = client.requestV2(method, {}, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(call).rejects.toThrow('enough');
  });

  it.each([
    ['method', ['trade'], 'method: expected Alipay\'s name of an operation, such as "alipay.trade.page.pay"'],
    ['bizContent', [method, 'x'], 'bizContent: expected an object, found string'],
    ['bizContent', [method, null], 'bizContent: expected an object, found null'],
    ['bizContent', [method, { a: 1n }], 'bizContent: it cannot be written as JSON'],
    ['timeout', [method, {}, { timeout: 0 }], 'timeout: expected a positive number, found 0'],
    ['encrypt', [method, {}, { encrypt: true }], 'encrypt: found true, and the client has no encryptKey'],
    [
      'notifyUrl',
      [method, {}, { notifyUrl: '/n' }],
      'notifyUrl: expected an absolute address, such as "https://example.com/alipay"',
    ],
    [
      'notifyUrl',
      [method, {}, { notifyUrl: 'https://a.example/?a=1&method=2' }],
      'notifyUrl: found a parameter called "method", which Alipay refuses; give it another name',
    ],
    [
      'parameters',
      [method, {}, { parameters: { app_id: 'x' } }],
      'parameters: found "app_id", which is not a further parameter',
    ],
    [
      'parameters',
      [method, {}, { parameters: { sign: 'x' } }],
      'parameters: found "sign", which is not a further parameter',
    ],
    [
      'parameters',
      [method, {}, { parameters: { 'a"': 'x' } }],
      'parameters: found "a\\"", which is not a further parameter',
    ],
    ['parameters', [method, {}, { parameters: { a: 1 } }], 'a: expected text without control characters, found number'],
    [
      'parameters',
      [method, {}, { parameters: { a: '\n' } }],
      'a: expected text without control characters, found string',
    ],
    [
      'authToken',
      [method, {}, { authToken: '\ud800' }],
      'auth_token: expected text without control characters, found string',
    ],
  ])('with a wrong %s rejects before anything is sent', async (_, parameters, message) => {
    const { transport, sent } = answering('{}');
    const call = standInClient(transport).requestV2(...(parameters as [string, object]));
    await expect(call).rejects.toThrow(new TypeError(message));
    expect(sent).toEqual([]);
  });
});

describe('the response of a v2 call', () => {
  it.each([
    [
      'members in another order',
      '{ "sign" : "SIGN" , "x" : [ 1 , {"sign":"no"} ] , "MEMBER" :CONTENT}',
      '{"code":"10000"}',
    ],
    ['braces and escapes in texts', '{"MEMBER":CONTENT,"sign":"SIGN"}', '{"code":"10000","a":"}\\"]{,\\\\"}'],
    ['blanks and line breaks', '{"MEMBER": CONTENT\n,"sign":"SIGN"}\n', '{ "code" :\n"10000" }'],
    ['text beyond ASCII', '{"MEMBER":CONTENT,"sign":"SIGN"}', '{"code":"10000","msg":"令牌 😀"}'],
    ['a name that is escaped', '{"\\u0073ign":"SIGN","MEMBER":CONTENT}', '{"code":"10000"}'],
    ['slashes that were escaped after signing', '{"MEMBER":ESCAPED,"sign":"SIGN"}', '{"code":"10000","u":"a/b"}'],
  ])('is verified over the exact text of its response: %s', async (_, form, content) => {
    const { sign } = JSON.parse(await signedBody(member, content)) as { sign: string };
    const body = form
      .replace('MEMBER', member)
      .replace('ESCAPED', () => content.replaceAll('/', '\\/'))
      .replace('CONTENT', () => content)
      .replace('SIGN', sign);
    const call = standInClient(answering(body).transport).requestV2(method);
    await expect(call).resolves.toEqual(JSON.parse(content));
  });

  it('is refused without a signature', async () => {
    const error = await failure(`{"${member}":{"code":"10000"}}`);
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({
      problem: 'missing',
      status: 200,
      traceId: 'trace-2',
      message: 'the response lacks sign, so it cannot be verified',
    });
  });

  it.each([
    ['an empty', `{"${member}":{"code":"10000"},"sign":""}`, 'missing'],
    ['a numeric', `{"${member}":{"code":"10000"},"sign":7}`, 'missing'],
    ['a wrong', `{"${member}":{"code":"10000"},"sign":"AAAA"}`, 'wrong'],
    ['an error with a wrong', '{"error_response":{"code":"40002"},"sign":"AAAA"}', 'wrong'],
  ])('is refused with %s signature', async (_, body, problem) => {
    expect(await failure(body)).toMatchObject({ name: 'AlipaySignatureError', problem });
  });

  it('is refused when any character of the response is changed', async () => {
    const body = await signedBody(member, '{"code":"10000","msg":"Success","u":"a\\/b\\\\c"}');
    const from = body.indexOf('{"code"');
    const to = body.indexOf(',"sign"');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: from, max: to - 1 }), fc.string({ maxLength: 2 }), async (at, text) => {
        const changed = body.slice(0, at) + text + body.slice(at + 1);
        fc.pre(changed !== body);
        const error = await failure(changed);
        expect(error).toBeInstanceOf(AlipayError);
        // A change that escapes a slash says the same.
        expect(error).not.toBeInstanceOf(AlipayApiError);
      }),
    );
  });

  it.each([
    ['not JSON', '<html>', 'the response is not JSON of the v2 gateway'],
    ['empty', '', 'the response is not JSON of the v2 gateway'],
    ['a list', '[]', 'the response is not JSON of the v2 gateway'],
    ['null', 'null', 'the response is not JSON of the v2 gateway'],
    ['two of a member', `{"${member}":{},"${member}":{}}`, 'the response is not JSON of the v2 gateway'],
    ['no response', '{"sign":"AAAA"}', `the response has not one response object of ${method}`],
    ['another response', '{"x_response":{}}', `the response has not one response object of ${method}`],
    ['two responses', `{"${member}":{},"error_response":{}}`, `the response has not one response object of ${method}`],
    ['a number', `{"${member}":7}`, 'the response object is not an object'],
  ])('is not read when it is or has %s', async (_, body, message) => {
    const error = await failure(body, {}, 502);
    expect(error).toBeInstanceOf(AlipayContentError);
    expect(error).toMatchObject({ problem: 'not-json', status: 502, traceId: 'trace-2', message });
  });

  it('is not read when it is encrypted and cannot be opened', async () => {
    const other = createContentCipher(Buffer.alloc(16, 4).toString('base64'));
    const body = await signedBody(member, `"${other.encrypt('{"code":"10000"}')}"`);
    expect(await failure(body)).toMatchObject({
      problem: 'undecipherable',
      message: 'the response is encrypted, and the client has no encryptKey to decrypt it with',
    });
    expect(await failure(body, { encryptKey })).toMatchObject({
      problem: 'undecipherable',
      message: 'the response does not open with encryptKey; is it the key of this application?',
    });
    const text = createContentCipher(encryptKey).encrypt('7');
    expect(await failure(await signedBody(member, `"${text}"`), { encryptKey })).toMatchObject({
      problem: 'not-json',
      message: 'the response object is not an object',
    });
  });

  it('of failure is an AlipayApiError with the sub_code, verified when it is signed', async () => {
    const content = JSON.stringify({
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'ACQ.TRADE_NOT_EXIST',
      sub_msg: `no trade for ${token}`,
    });
    const signed = await failure(await signedBody(member, content));
    expect(signed).toBeInstanceOf(AlipayApiError);
    expect(signed).toMatchObject({
      code: 'ACQ.TRADE_NOT_EXIST',
      message: 'no trade for ***',
      status: 200,
      traceId: 'trace-2',
      verified: true,
    });
    expect(await failure(`{"${member}":${content}}`)).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST', verified: false });
  });

  it.each([
    ['{"error_response":{"code":"40002","msg":"Invalid Arguments"}}', '40002', 'Invalid Arguments'],
    [`{"${member}":{"code":"20000"}}`, '20000', '20000'],
    [`{"${member}":{"code":10001e9}}`, 'unknown', 'unknown'],
    ['{"error_response":{}}', 'unknown', 'unknown'],
  ])('of failure without a sub_code: %s', async (body, code, message) => {
    expect(await failure(body)).toMatchObject({ name: 'AlipayApiError', code, message, verified: false });
  });

  it('never surfaces as anything but one of the errors', async () => {
    const part = fc.oneof(fc.json(), fc.string(), fc.constantFrom('{', '}', '"', ',', ':', `"${member}"`, '"sign"'));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        expect(await failure(parts.join(''), { encryptKey })).toBeInstanceOf(AlipayError);
      }),
    );
  });

  it('is bounded in time when it is deep or long', async () => {
    expect(await failure(`${'['.repeat(200_000)}`)).toBeInstanceOf(AlipayContentError);
    const long = `{"code":"10000","a":"${'\\"}'.repeat(300_000)}"}`;
    const client = standInClient(answering(await signedBody(member, long, {}, alipayKeys.privateKey)).transport);
    await expect(client.requestV2(method)).resolves.toMatchObject({ code: '10000' });
  });
});
