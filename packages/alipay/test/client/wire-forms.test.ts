import { text } from 'node:stream/consumers';
import { createContentCipher, type Operation } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

const encryptKey = Buffer.alloc(16, 3).toString('base64');

function sentBy(options = {}) {
  const { transport, sent } = standIn({});
  return { client: standInClient(transport, options), sent };
}

const queryOf = (url = '') => url.slice(url.indexOf('?') + 1);

describe('a query', () => {
  it.each([
    ['a space', 'a b', 'a%20b'],
    ['a tilde', '~', '~'],
    ['what Java and PHP encode and JavaScript does not', "!'()*", '%21%27%28%29%2A'],
    ['a plus sign', '+', '%2B'],
    ['Chinese', '令', '%E4%BB%A4'],
  ])('is percent-encoded as the SDKs for Java and PHP do it: %s', async (_title, value, encoded) => {
    const { client, sent } = sentBy();
    await client.request({ method: 'GET', path: '/v3/x', query: { [`n${value}`]: value } });
    expect(queryOf(sent[0]?.url)).toBe(`n${encoded}=${encoded}`);
  });

  it('is encoded in the same way for a catalogued operation', async () => {
    const { client, sent } = sentBy();
    const query: Operation = { id: 'a.query', method: 'GET', path: '/v3/a/query', queryParameters: ['x'] };
    await client.call(query, { x: 'a b~' });
    expect(queryOf(sent[0]?.url)).toBe('x=a%20b~');
  });

  it('refuses half of a character, naming the parameter', async () => {
    const { client, sent } = sentBy();
    await expect(client.request({ method: 'GET', path: '/v3/x', query: { x: 'a\ud800' } })).rejects.toThrow(
      new TypeError('x: found half of a surrogate pair, which cannot be encoded'),
    );
    expect(sent).toHaveLength(0);
  });
});

describe('members that are null', () => {
  const nulls = { a: 1, none: null, deep: { b: null, c: [{ d: null, e: 2 }, null] } };
  const written = '{"a":1,"deep":{"c":[{"e":2},null]}}';
  const json: Operation = { id: 'a.b', method: 'POST', path: '/v3/a/b', body: 'json' };
  const upload: Operation = {
    id: 'a.up',
    method: 'POST',
    path: '/v3/a/up',
    body: 'multipart',
    fileParameters: ['file'],
  };

  it('are left out of the body of a catalogued operation, and stay in lists', async () => {
    const { client, sent } = sentBy();
    await client.call(json, nulls);
    expect(sent[0]?.body).toBe(written);
  });

  it('are left out of the body of any other call', async () => {
    const { client, sent } = sentBy();
    await client.request({ method: 'POST', path: '/v3/x', body: nulls });
    expect(sent[0]?.body).toBe(written);
  });

  it('are left out before encryption', async () => {
    const { client, sent } = sentBy({ encryptKey });
    await client.request({ method: 'POST', path: '/v3/x', body: nulls });
    expect(createContentCipher(encryptKey).decrypt(String(sent[0]?.body))).toBe(written);
  });

  it('are left out of the query', async () => {
    const { client, sent } = sentBy();
    await client.request({ method: 'GET', path: '/v3/x', query: { a: 1, none: null } });
    expect(queryOf(sent[0]?.url)).toBe('a=1');
  });

  it('are left out of the fields of an upload', async () => {
    const { client, sent } = sentBy();
    await client.call(upload, { data: nulls, file: Buffer.from('x') });
    const { body = '' } = sent[0] ?? {};
    const whole = typeof body === 'string' || body instanceof Uint8Array ? String(body) : await text(body);
    expect(whole).toContain(written);
  });

  it('are left out of biz_content', async () => {
    const order = await sentBy().client.sdkExecute('alipay.example.app.pay', nulls);
    expect(new URLSearchParams(order).get('biz_content')).toBe(written);
  });

  it('leave the forms of dates and of other objects with toJSON alone', async () => {
    const { client, sent } = sentBy();
    await client.request({ method: 'POST', path: '/v3/x', body: { at: new Date(0), not: { toJSON: () => null } } });
    expect(sent[0]?.body).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });

  it('cannot be the body itself', async () => {
    const { client } = sentBy();
    const body = null as unknown as object;
    await expect(client.request({ method: 'POST', path: '/v3/x', body })).rejects.toThrow(
      new TypeError('body: found null; give it a value or leave it out'),
    );
  });
});

describe('an encrypted call without a body', () => {
  it.each(['GET', 'POST'] as const)('has the content type of cipher text, by %s', async (method) => {
    const { client, sent } = sentBy({ encryptKey });
    await client.request({ method, path: '/v3/x' });
    expect(sent[0]?.headers).toMatchObject({ 'alipay-encrypt-type': 'AES', 'content-type': 'text/plain' });
    expect(sent[0]?.body).toBeUndefined();
  });
});

describe('the header alipay-sdk-version', () => {
  it('names this client and its version', async () => {
    const { client, sent } = sentBy();
    await client.request({ method: 'GET', path: '/v3/x' });
    expect(sent[0]?.headers['alipay-sdk-version']).toMatch(/^lingpai-\d+\.\d+\.\d+$/);
  });

  it('can be switched off', async () => {
    const { client, sent } = sentBy({ sendSdkVersion: false });
    await client.request({ method: 'GET', path: '/v3/x' });
    expect(sent[0]?.headers).not.toHaveProperty('alipay-sdk-version');
  });

  it('is set by the client alone', async () => {
    const { client } = sentBy();
    const headers = { 'alipay-sdk-version': 'mine' };
    await expect(client.request({ method: 'GET', path: '/v3/x', headers })).rejects.toThrow(
      new TypeError('headers: "alipay-sdk-version" is set by the client; use sendSdkVersion'),
    );
  });

  it('is switched by true or false', () => {
    expect(() => sentBy({ sendSdkVersion: 'no' })).toThrow(
      new TypeError('sendSdkVersion: expected true or false, found other text'),
    );
  });
});

it('opens an encrypted response that was not asked for, where the client has the key', async () => {
  const body = createContentCipher(encryptKey).encrypt('{"a":"令"}');
  const { transport } = standIn({ body, headers: { 'content-type': 'text/plain' } });
  const client = standInClient(transport, { encryptKey });
  expect(await client.request({ method: 'GET', path: '/v3/x', encrypt: false })).toEqual({ a: '令' });
});
