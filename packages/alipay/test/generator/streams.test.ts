import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlipayClient, type ServerEvent, type StreamApiClient, type StreamOptions } from '@lingpai/alipay';
import { generateApis, writeApis } from '@lingpai/alipay/generator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alipayKeys, appKeys } from '../support/alipay-stand-in.js';
import { localServer } from '../support/local-server.js';
import type { Json, JsonObject } from './documents.js';

const text: Json = { type: 'string' };
const responses = (...types: readonly string[]): Json => ({
  200: { content: Object.fromEntries(types.map((type) => [type, { schema: { $ref: '#/components/schemas/Piece' } }])) },
});
const operation = (operationId: string, ...types: readonly string[]): Json => ({
  operationId,
  tags: ['shop.chat'],
  requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Question' } } } },
  responses: responses(...types),
});
const document: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Chat', version: '1' },
  paths: {
    '/v3/stream/shop/chat/ask': { post: operation('shop.chat.ask', 'application/json') },
    '/v3/shop/chat/tell': { post: operation('shop.chat.tell', 'text/event-stream; charset=UTF-8') },
    '/v3/shop/chat/say': { post: operation('shop.chat.say', 'application/json', 'text/event-stream') },
    '/v3/shop/chat/watch': {
      get: { operationId: 'shop.chat.watch', tags: ['shop.chat'], responses: responses('text/event-stream') },
    },
  },
  components: {
    schemas: {
      Question: { type: 'object', properties: { question: text } },
      Piece: { type: 'object', properties: { content: text } },
    },
  },
};

type Stream = (parameters: object, options: StreamOptions) => AsyncGenerator<ServerEvent>;
interface ChatApi {
  readonly ask: Stream;
  readonly tell: Stream;
  readonly sayStream: Stream;
  watch(options: StreamOptions): AsyncGenerator<ServerEvent>;
  say(parameters: object): Promise<unknown>;
}

const { files } = generateApis(document, { runtime: '@lingpai/alipay' });
const source = files.get('shop-chat.ts') ?? '';
const cache = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url));
let directory: string;
let Api: new (client: StreamApiClient) => ChatApi;

beforeAll(async () => {
  mkdirSync(cache, { recursive: true });
  directory = mkdtempSync(join(cache, 'streams-'));
  writeApis(files, directory);
  Api = (await import(join(directory, 'shop-chat.ts'))).ShopChatApi;
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A gateway that streams each path and body back, in two pieces. */
async function streaming() {
  const server = await localServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.write(`data: ${incoming.method} ${incoming.url}\n\n`);
    outgoing.end(body === '' ? '' : `event: body\ndata: ${body}\n\n`);
  });
  const client = new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: alipayKeys.publicKey,
    endpoint: server.origin,
  });
  return { api: new Api(client), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function dataOf(events: AsyncIterable<ServerEvent>): Promise<string[]> {
  const read: string[] = [];
  for await (const { data } of events) read.push(data);
  return read;
}

const accept = { acceptUnsigned: true } as const;

describe('an operation that streams', () => {
  it('becomes a method that yields the events, by its path or by the type of its response', async () => {
    await using gateway = await streaming();
    const { api } = gateway;
    const question = { question: '?' };
    expect(await dataOf(api.ask(question, accept))).toEqual([
      'POST /v3/stream/shop/chat/ask',
      JSON.stringify(question),
    ]);
    expect(await dataOf(api.tell(question, accept))).toEqual(['POST /v3/shop/chat/tell', JSON.stringify(question)]);
    expect(await dataOf(api.watch(accept))).toEqual(['GET /v3/shop/chat/watch']);
  });

  it('that also responds as a whole becomes two methods', async () => {
    await using gateway = await streaming();
    const { api } = gateway;
    expect(await dataOf(api.sayStream({}, accept))).toEqual(['POST /v3/shop/chat/say', '{}']);
    expect(source).toContain(
      '  say(parameters: Question = {}, options?: RequestOptions): ApiPromise<Piece> {\n    return this.#client.call(sayOperation,',
    );
  });

  it('is called with the options of a stream, and its class takes a client that streams', () => {
    expect(source).toContain(
      '  ask(parameters: Question, options: StreamOptions): AsyncGenerator<ServerEvent, void, undefined> {\n    return this.#client.stream({ operation: askOperation, parameters }, options);\n',
    );
    expect(source).toContain('  constructor(client: StreamApiClient) {\n');
    expect(source).toContain('   * The document describes what the events hold as {@link Piece}.\n');
    expect(source).toContain('  watch(options: StreamOptions): AsyncGenerator<ServerEvent, void, undefined> {\n');
  });

  it('leaves a class without streams as it is', () => {
    const paths = { '/v3/shop/chat/say': { post: operation('shop.chat.say', 'application/json') } };
    const module = generateApis({ ...document, paths }, { runtime: '@lingpai/alipay' }).files.get('shop-chat.ts');
    expect(module).toContain('  constructor(client: ApiClient) {\n');
    expect(module).not.toMatch(/Stream|ServerEvent/);
  });

  it('takes the name of no other method', () => {
    const paths = {
      '/v3/shop/chat/say': { post: operation('shop.chat.say', 'application/json', 'text/event-stream') },
      '/v3/shop/chat/stream': { post: operation('shop.chat.say_stream', 'application/json') },
      '/v3/shop/chat/other': { post: operation('shop.chat.sayStream', 'application/json') },
    };
    expect(() => generateApis({ ...document, paths }, { runtime: '@lingpai/alipay' })).toThrow(
      'shop.chat.sayStream and shop.chat.say would be the same method, sayStream',
    );
  });
});
