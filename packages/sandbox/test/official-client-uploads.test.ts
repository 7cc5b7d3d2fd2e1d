import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { AlipayFormData, AlipayFormStream } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officialClient } from './support/official-client.js';

let sandbox: RunningSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
  folder = await mkdtemp(join(tmpdir(), 'lingpai-'));
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const path = '/v3/alipay/merchant/item/file/upload';
const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const journalled = () => sandbox.requests().at(-1)?.body;

describe.each(['key', 'certificate'] as const)('the official client in %s mode', (kind) => {
  it('uploads a file from memory, with fields', async () => {
    const form = new AlipayFormData();
    form.addField('scene', 'SYNC_ORDER');
    form.addFile('file_content', '商品.png', picture);
    const { data, responseHttpStatus } = await officialClient(sandbox.endpoint, sandbox.app(kind)).curl('POST', path, {
      form,
    });
    expect(responseHttpStatus).toBe(200);
    expect(data).toEqual({ material_id: expect.any(String), material_key: expect.any(String) });
    expect(journalled()).toBe('data: {"scene":"SYNC_ORDER"}\nfile_content: 商品.png (image/png, 8 bytes)');
  });

  it('uploads a file from disk, with a body', async () => {
    const file = join(folder, `${kind}.png`);
    await writeFile(file, picture);
    const form = new AlipayFormStream();
    form.file('file_content', file);
    await officialClient(sandbox.endpoint, sandbox.app(kind)).curl('POST', path, { form, body: { scene: 's' } });
    expect(journalled()).toContain('data: {"scene":"s"}');
    expect(journalled()).toContain(`file_content: ${kind}.png (image/png, 8 bytes)`);
  });
});

describe('the official client’s uploads', () => {
  const client = () => officialClient(sandbox.endpoint, sandbox.app());
  const form = (name: string) => {
    const made = new AlipayFormData();
    made.addFile(name, 'a.png', picture);
    return made;
  };

  it('have an empty part "data" where the operation has none, which is accepted', async () => {
    await client().curl('POST', '/v3/alipay/open/sp/image/upload', { form: form('image_content') });
    expect(journalled()).toBe('data: {}\nimage_content: a.png (image/png, 8 bytes)');
  });

  it('keep the names of their parts as they are', async () => {
    await expect(client().curl('POST', path, { form: form('fileContent') })).rejects.toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringContaining('fileContent不是该接口的参数'),
    });
  });

  it('cannot be encrypted: the client itself refuses', async () => {
    const encrypted = officialClient(sandbox.endpoint, sandbox.app('encrypted'));
    await expect(encrypted.curl('POST', path, { form: form('file_content'), needEncrypt: true })).rejects.toThrow(
      new TypeError('提交 form 数据不支持内容加密'),
    );
  });
});
