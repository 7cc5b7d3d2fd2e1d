import { createPrivateKey, randomUUID } from 'node:crypto';
import { createContentCipher, signRequest } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formBody, formType, type WrittenPart } from '../support/form-body.js';
import { type RawResponse, send } from '../support/raw-client.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
});

afterAll(() => sandbox.close());

const path = '/v3/alipay/merchant/item/file/upload';
const json = 'application/json';
const file: WrittenPart = { name: 'file_content', content: 'bytes', filename: 'a.png', contentType: 'image/png' };
const data = (content = '{"scene":"s"}', contentType = json): WrittenPart => ({ name: 'data', content, contentType });

interface Upload {
  readonly signed?: string;
  readonly path?: string;
  readonly kind?: 'key' | 'encrypted';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

async function upload(parts: readonly WrittenPart[], options: Upload = {}): Promise<RawResponse> {
  const app = sandbox.app(options.kind);
  const signed = options.signed ?? String(parts.find(({ name }) => name === 'data')?.content ?? '');
  const authorization = await signRequest(
    { method: 'POST', pathAndQuery: options.path ?? path, body: signed },
    { appId: app.appId, nonce: randomUUID(), timestamp: Date.now() },
    createPrivateKey(app.privateKey ?? ''),
  );
  return send(sandbox.endpoint, {
    method: 'POST',
    path: options.path ?? path,
    body: options.body ?? formBody(parts),
    headers: { 'content-type': formType, authorization, ...options.headers },
  });
}

describe('an upload', () => {
  it('is signed by the text of its part "data" alone', async () => {
    const { status, json } = await upload([data('{ "scene" :\t"令牌" }'), file]);
    expect({ status, json }).toMatchObject({ status: 200, json: { material_id: expect.any(String) } });
    expect(sandbox.requests().at(-1)?.body).toBe(
      'data: { "scene" :\t"令牌" }\nfile_content: a.png (image/png, 5 bytes)',
    );
  });

  it('may leave "data" out, and is signed by nothing then', async () => {
    expect((await upload([file])).status).toBe(200);
    const { json: refused } = await upload([data(), file], { signed: '' });
    expect(refused).toMatchObject({ code: 'invalid-signature', message: expect.stringContaining('{"scene":"s"}') });
  });

  it('has no part but files where the operation takes files alone', async () => {
    const options = { path: '/v3/alipay/open/sp/image/upload' };
    expect((await upload([{ ...file, name: 'image_content' }], options)).status).toBe(200);
    expect((await upload([data('{}'), { ...file, name: 'image_content' }], options)).status).toBe(200);
    const { json: refused } = await upload([data(), { ...file, name: 'image_content' }], options);
    expect(refused).toMatchObject({ code: 'invalid-parameter', message: '参数有误：scene不是该接口的参数' });
  });

  it('may have its part "data" encrypted', async () => {
    const cipher = createContentCipher(sandbox.app('encrypted').encryptKey ?? '');
    const options = { kind: 'encrypted', headers: { 'alipay-encrypt-type': 'AES' } } as const;
    const { text } = await upload([data(cipher.encrypt('{"scene":"s"}'), 'text/plain'), file], options);
    expect(JSON.parse(cipher.decrypt(text))).toMatchObject({ material_id: expect.any(String) });
    const wrong = await upload([data(cipher.encrypt('{"colour":"s"}'), 'text/plain'), file], options);
    expect(wrong.json).toMatchObject({ code: 'invalid-parameter', message: '参数有误：colour不是该接口的参数' });
    const open = await upload([data('{}', 'text/plain'), file], { kind: 'encrypted' });
    expect(open.json).toMatchObject({ code: 'missing-encrypt-type' });
  });

  it.each([
    ['a part that the operation does not know', [data(), { ...file, name: 'picture' }], 'picture不是该接口的参数'],
    ['a part that is no file', [data(), { name: 'file_content', content: 'x' }], 'file_content应为文件'],
    ['a field of "data" that the operation does not know', [data('{"colour":1}'), file], 'colour不是该接口的参数'],
    ['a part twice', [data(), file, file], 'multipart表单无法读取（file_content重复）'],
    ['"data" twice', [data(), data('{"scene":"other"}'), file], 'multipart表单无法读取（data重复）'],
    ['a part without a name', [data(), { ...file, name: '' }], 'multipart表单无法读取（表单中有未命名的部分）'],
  ])('is refused for %s', async (_what, parts, problem) => {
    const { status, json: refused } = await upload(parts);
    expect({ status, ...refused }).toMatchObject({
      status: 400,
      code: 'invalid-parameter',
      message: `参数有误：${problem}`,
    });
  });

  it('is refused when "data" is no UTF-8', async () => {
    const { json: refused } = await upload([{ ...data(), content: Buffer.from([0x7b, 0xff, 0x7d]) }, file]);
    expect(refused).toMatchObject({ code: 'invalid-encoding' });
  });

  it('is refused when it ends too early, has no boundary, or too many parts', async () => {
    const whole = formBody([data(), file]);
    const cut = await upload([], { body: whole.subarray(0, whole.length - 12) });
    expect(cut.json).toMatchObject({
      code: 'invalid-parameter',
      message: '参数有误：multipart表单无法读取（表单不完整）',
    });
    const bare = await upload([data(), file], { headers: { 'content-type': 'multipart/form-data' } });
    expect(bare.json).toMatchObject({ code: 'invalid-parameter', message: expect.stringContaining('boundary') });
    const many = await upload(Array.from({ length: 65 }, (_, index) => ({ ...file, name: `file_${index}` })));
    expect(many.json).toMatchObject({ code: 'invalid-parameter', message: expect.stringContaining('64') });
  });

  it('must be a form, and a call that is none may not be one', async () => {
    const plain = await upload([], { body: Buffer.from('{}'), signed: '{}', headers: { 'content-type': json } });
    expect(plain.json).toMatchObject({ message: '参数有误：content-type应为multipart/form-data' });
    const form = await upload([data('{}')], { path: '/v3/alipay/trade/query' });
    expect(form.json).toMatchObject({ message: '参数有误：content-type应为application/json' });
  });
});
