import { verify } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AlipayClient,
  type AlipayClientOptions,
  AlipayTransportError,
  createContentCipher,
  type FileInput,
  type Operation,
} from '@lingpai/alipay';
import { AlipayFormData, AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alipayKeys, appKeys } from '../support/alipay-stand-in.js';
import { deferred } from '../support/deferred.js';
import { localServer, type ReceivedRequest, recordingServer } from '../support/local-server.js';

const upload: Operation = {
  id: 'alipay.open.file.upload',
  method: 'POST',
  path: '/v3/alipay/open/file/upload',
  body: 'multipart',
  fileParameters: ['file_content'],
};
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00, 0x2d, 0x2d]);
const encryptKey = Buffer.alloc(16, 7).toString('base64');

let folder: string;
let server: Awaited<ReturnType<typeof recordingServer>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upload-'));
  writeFileSync(join(folder, '执照.png'), picture);
  writeFileSync(join(folder, 'empty.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  server = await recordingServer();
});
afterEach(() => server[Symbol.asyncDispose]());

function client(options: Partial<AlipayClientOptions> = {}): AlipayClient {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: alipayKeys.publicKey,
    endpoint: server.origin,
    ...options,
  });
}

function last(): ReceivedRequest {
  const request = server.received.at(-1);
  if (request === undefined) throw new Error('nothing was received');
  return request;
}

/** Parsed by an implementation that is not ours. */
function formOf(request: ReceivedRequest): Promise<FormData> {
  return new Response(new Uint8Array(request.body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
}

async function fileOf(request: ReceivedRequest, name = 'file_content'): Promise<File> {
  const file = (await formOf(request)).get(name);
  if (!(file instanceof File)) throw new Error(`${name} is no file`);
  return file;
}

async function bytesOf(file: Blob): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}

/** Whether the request bears the application's signature over this text in the place of the body. */
function isSignedOver(request: ReceivedRequest, body: string): boolean {
  const match = /^ALIPAY-SHA256withRSA (.*),sign=(.*)$/.exec(request.headers.authorization ?? '');
  const text = `${match?.[1]}\n${request.method}\n${request.url}\n${body}\n`;
  return verify('sha256', Buffer.from(text), appKeys.publicKey, Buffer.from(match?.[2] ?? '', 'base64'));
}

function webStream(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function* generated(): AsyncGenerator<Uint8Array> {
  yield picture.subarray(0, 5);
  yield new Uint8Array(0);
  yield picture.subarray(5);
}

const inputs: readonly (readonly [string, () => FileInput, { name: string; type: string; length: boolean }])[] = [
  ['a Buffer', () => picture, { name: 'file', type: 'application/octet-stream', length: true }],
  [
    'bytes with a name',
    () => ({ content: new Uint8Array(picture), filename: 'a.JPG' }),
    { name: 'a.JPG', type: 'image/jpeg', length: true },
  ],
  ['a Blob', () => new Blob([picture], { type: 'image/png' }), { name: 'file', type: 'image/png', length: true }],
  [
    'a File',
    () => new File([picture], 'shop.gif', { type: '' }),
    { name: 'shop.gif', type: 'image/gif', length: true },
  ],
  ['a path', () => ({ path: join(folder, '执照.png') }), { name: '执照.png', type: 'image/png', length: true }],
  [
    'a path with name and type',
    () => ({ path: join(folder, '执照.png'), filename: 'x.bin', contentType: 'image/webp' }),
    { name: 'x.bin', type: 'image/webp', length: true },
  ],
  [
    'a stream of a file',
    () => createReadStream(join(folder, '执照.png')),
    { name: '执照.png', type: 'image/png', length: false },
  ],
  [
    'a Node stream',
    () => ({ content: Readable.from([picture.subarray(0, 3), picture.subarray(3)]), filename: 'a.pdf' }),
    { name: 'a.pdf', type: 'application/pdf', length: false },
  ],
  [
    'a web stream',
    () => ({ content: webStream([picture]), contentType: 'image/png' }),
    { name: 'file', type: 'image/png', length: false },
  ],
  ['any async iterable', () => generated(), { name: 'file', type: 'application/octet-stream', length: false }],
];

describe('a multipart upload', () => {
  it.each(inputs)('takes %s', async (_, input, expected) => {
    await client().call(upload, { data: { biz_code: 'x' }, file_content: input() });

    const file = await fileOf(last());
    expect(file.name).toBe(expected.name);
    expect(file.type).toBe(expected.type);
    expect(await bytesOf(file)).toEqual(picture);
    expect((await formOf(last())).get('data')).toBe('{"biz_code":"x"}');
    expect(isSignedOver(last(), '{"biz_code":"x"}')).toBe(true);
    if (expected.length) expect(last().headers['content-length']).toBe(String(last().body.length));
    else expect(last().headers['transfer-encoding']).toBe('chunked');
  });

  it('signs nothing in the place of the body when there is no data', async () => {
    await client().call(upload, { file_content: picture });

    expect((await formOf(last())).has('data')).toBe(false);
    expect(isSignedOver(last(), '')).toBe(true);
  });

  it('sends an empty file', async () => {
    await client().call(upload, { file_content: { path: join(folder, 'empty.txt') } });

    expect((await fileOf(last())).size).toBe(0);
    expect(last().headers['content-length']).toBe(String(last().body.length));
  });

  it('encrypts and signs the data part, and leaves the files as they are', async () => {
    await client({ encryptKey }).call(upload, { data: { biz_code: 'x' }, file_content: picture });

    const cipherText = createContentCipher(encryptKey).encrypt('{"biz_code":"x"}');
    expect(last().body.toString('latin1')).toContain(
      `Content-Disposition: form-data; name="data"\r\nContent-Type: text/plain\r\n\r\n${cipherText}\r\n`,
    );
    expect(last().headers['alipay-encrypt-type']).toBe('AES');
    expect(isSignedOver(last(), cipherText)).toBe(true);
    expect(await bytesOf(await fileOf(last()))).toEqual(picture);
  });

  it('comes with the files of a generic request, several and under any name', async () => {
    await client().request({
      method: 'PUT',
      path: '/v3/alipay/new/upload',
      query: { kind: 'a b' },
      body: { remark: '备注' },
      files: { first: picture, second: { content: generated(), filename: 'b.mp4' } },
    });

    expect(last().method).toBe('PUT');
    expect(last().url).toBe('/v3/alipay/new/upload?kind=a%20b');
    expect(isSignedOver(last(), '{"remark":"备注"}')).toBe(true);
    const form = await formOf(last());
    expect([...form.keys()]).toEqual(['data', 'first', 'second']);
    expect((await fileOf(last(), 'second')).type).toBe('video/mp4');
  });

  it('escapes names as browsers do', async () => {
    await client().request({
      method: 'POST',
      path: '/v3/x',
      files: { 'a"b\r\nc': { content: picture, filename: '"; name="data"\r\n\r\n{}.png' } },
    });

    expect(last().body.toString('latin1')).toContain(
      'form-data; name="a%22b%0D%0Ac"; filename="%22; name=%22data%22%0D%0A%0D%0A{}.png"\r\n',
    );
    expect([...(await formOf(last())).keys()]).toHaveLength(1);
  });

  it('escapes the backslash, which many servers take for an escape', async () => {
    await client().request({ method: 'POST', path: '/v3/x', files: { 'a\\': { content: picture, filename: 'b\\' } } });

    expect(last().body.toString('latin1')).toContain('form-data; name="a%5C"; filename="b%5C"\r\n');
  });

  it.each(['', 'a\0', '\x1b[2J', '\ud83d', 'a\x7f'])('refuses %j as the name of a part', async (name) => {
    const call = client().request({ method: 'POST', path: '/v3/x', files: { [name]: picture } });

    await expect(call).rejects.toThrow(
      new TypeError('files: found the name of a part that is empty or has a character that a header cannot carry'),
    );
  });

  it.each(['a\0.png', '\ud83d.png'])('refuses %j as a filename', async (filename) => {
    const call = client().request({ method: 'POST', path: '/v3/x', files: { 'a\nb': { content: picture, filename } } });

    await expect(call).rejects.toThrow(
      new TypeError('a b: found a filename with a character that a header cannot carry'),
    );
  });

  it('is laid out as the official client lays it out', async () => {
    const official = new AlipaySdk({
      appId: '2021000000000001',
      privateKey: appKeys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      alipayPublicKey: alipayKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      endpoint: server.origin,
    });
    const form = new AlipayFormData();
    form.addField('biz_code', 'x');
    form.addFile('file_content', 'a.png', picture);
    await official.curl('POST', upload.path, { form });
    const theirs = last();
    await client().call(upload, { data: { biz_code: 'x' }, file_content: { content: picture, filename: 'a.png' } });

    expect(layoutOf(last())).toBe(layoutOf(theirs));
    expect(isSignedOver(theirs, '{"biz_code":"x"}')).toBe(true);
  });

  it('arrives unchanged whatever the bytes, the names and the chunks', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[\r\n"%\\]/.test(name)),
      fc.boolean(),
      async (chunks, filename, streamed) => {
        const content = streamed ? Readable.from(chunks) : Buffer.concat(chunks);
        await client().request({ method: 'POST', path: '/v3/x', files: { file_content: { content, filename } } });
        const file = await fileOf(last());
        expect(await bytesOf(file)).toEqual(Buffer.concat(chunks));
        expect(file.name).toBe(Buffer.from(filename).toString());
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each<[string, unknown, string]>([
    ['text', 'a.png', 'file_content: expected bytes, a Blob, a stream, { path } or { content }'],
    ['null', null, 'file_content: expected bytes, a Blob, a stream, { path } or { content }'],
    [
      'path and content',
      { path: 'a', content: picture },
      'file_content: expected bytes, a Blob, a stream, { path } or { content }',
    ],
    [
      'content that is no file',
      { content: 'text' },
      'file_content: expected bytes, a Blob or a stream in content, found string',
    ],
    ['an empty name', { content: picture, filename: '' }, 'file_content: expected a filename'],
    [
      'a type that a header cannot carry',
      { content: picture, contentType: 'image/png\r\nx: y' },
      'file_content: expected a contentType such as "image/png"',
    ],
    ['a file that is not there', { path: '/nowhere/a.png' }, 'file_content: the file cannot be read'],
    ['a folder', { path: tmpdir() }, 'file_content: expected the path of a file, found that of something else'],
    [
      'a stream of text',
      Readable.from(['x']).setEncoding('utf8'),
      'file_content: expected a stream of bytes, found one of text',
    ],
  ])('refuses %s before anything is sent', async (_, input, message) => {
    await expect(client().call(upload, { file_content: input })).rejects.toEqual(new TypeError(message));
    expect(server.received).toHaveLength(0);
  });

  it('refuses a stream that was read already', async () => {
    const node = Readable.from([picture]);
    await node.toArray();
    const web = webStream([picture]);
    await new Response(web).arrayBuffer();

    const message = 'file_content: found a stream that was read already';
    await expect(client().call(upload, { file_content: node })).rejects.toEqual(new TypeError(message));
    await expect(client().call(upload, { file_content: web })).rejects.toEqual(new TypeError(message));
  });

  it('refuses parameters that are not the operation’s, and data that is no object', async () => {
    await expect(client().call(upload, { file: picture })).rejects.toEqual(
      new TypeError('file: alipay.open.file.upload has no such parameter'),
    );
    await expect(client().call(upload, { data: 'x' })).rejects.toEqual(
      new TypeError('data: alipay.open.file.upload takes an object there, found string'),
    );
    const files = { data: picture };
    await expect(client().request({ method: 'POST', path: '/v3/x', files })).rejects.toEqual(
      new TypeError('files: the part "data" is made of body'),
    );
    await expect(client().request({ method: 'GET', path: '/v3/x', files: {} })).rejects.toEqual(
      new TypeError('files: a GET request has none; pass parameters in query'),
    );
  });

  it('rejects, and cuts the connection, when a stream fails midway', async () => {
    const arrived = deferred();
    const cut = deferred();
    await using slow = await localServer((incoming) => {
      arrived.resolve();
      incoming.resume().on('error', () => cut.resolve());
    });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield picture;
      await arrived.promise;
      throw new Error('the disk is gone');
    }

    const error = await client({ endpoint: slow.origin })
      .call(upload, { file_content: failing() })
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(AlipayTransportError);
    expect(error).toMatchObject({
      message: 'file_content: it could not be read to its end while it was sent',
      outcome: 'unknown',
      cause: new Error('the disk is gone'),
    });
    await cut.promise;
  });

  it('rejects when a stream brings anything but bytes, or a file becomes shorter', async () => {
    const path = join(folder, 'shrinking.bin');
    writeFileSync(path, picture);
    async function* shrinking(): AsyncGenerator<Uint8Array> {
      writeFileSync(path, '');
      yield picture;
    }
    for (const files of [{ file: Readable.from(['text']) }, { first: shrinking(), second: { path } }]) {
      const error: unknown = await client()
        .request({ method: 'POST', path: '/v3/x', files })
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(AlipayTransportError);
      expect(error).toMatchObject({
        message: expect.stringMatching(/^(file|second): it could not be read to its end/),
      });
    }
    expect(server.received).toHaveLength(0);
  });

  it('lets go of a stream when the response comes before its end', async () => {
    await using early = await localServer((_, outgoing) => {
      outgoing.writeHead(413).end();
    });
    const endless = new Readable({ read() {} });
    endless.push(picture);

    await expect(client({ endpoint: early.origin }).call(upload, { file_content: endless })).rejects.toMatchObject({
      status: 413,
    });
    expect(endless.destroyed).toBe(true);
  });

  it('lets go of a stream when the call is ended', async () => {
    const cancelled = deferred();
    const endless = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() });
    const call = client().call(upload, { file_content: endless }, { signal: AbortSignal.abort('enough') });

    await expect(call).rejects.toBe('enough');
    await cancelled.promise;
  });
});

/** The form with its boundary, and what of its headers is a matter of spelling, made alike. */
function layoutOf(request: ReceivedRequest): string {
  const boundary = /boundary=(.*)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  return request.body.toString('latin1').replaceAll(boundary, 'BOUNDARY');
}
