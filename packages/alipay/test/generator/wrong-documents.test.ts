import { GeneratorError, generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { change, changed, type Json, type JsonObject, type Path, smallDocument } from './documents.js';

const runtime = '@lingpai/alipay';
const create: Path = ['paths', '/v3/shop/order/create', 'post'];
const query: Path = ['paths', '/v3/shop/order/{order_id}', 'get'];
const upload: Path = ['paths', '/v3/shop/photo/upload', 'post'];
const order: Path = ['components', 'schemas', 'Order'];
const ownName = '/paths/~1v3~1shop~1order~1create/post';
const queryName = '/paths/~1v3~1shop~1order~1{order_id}/get';
const body: Path = [...create, 'requestBody', 'content', 'application/json', 'schema'];
const parts: Path = [...upload, 'requestBody', 'content', 'multipart/form-data', 'schema', 'properties'];
const uploadSchema = '/paths/~1v3~1shop~1photo~1upload/post/requestBody/content/multipart~1form-data/schema';
const operation = (id: string): JsonObject => ({ operationId: id, tags: ['shop.order'], responses: {} });

const wrong: readonly (readonly [title: string, path: Path, value: Json | undefined, message: string])[] = [
  ['without a version', ['openapi'], undefined, '/openapi: expected "3.0.3" or another 3.x, found nothing'],
  ['of version 2', ['openapi'], '2.0', '/openapi: expected "3.0.3" or another 3.x, found "2.0"'],
  ['without paths', ['paths'], undefined, '/paths: expected an object, found nothing'],
  ['with a list of paths', ['paths'], [], '/paths: expected an object, found an array'],
  [
    'with two operations that would be one method',
    ['paths', '/v3/b'],
    { get: operation('shop.order.que-ry'), post: operation('shop.order.queRy') },
    '/paths/~1v3~1b/post: shop.order.queRy and shop.order.que-ry would be the same method, queRy',
  ],
  [
    'with two tags that would be one class',
    ['paths', '/v3/b'],
    { get: { ...operation('Shop.Order.query'), tags: ['Shop.Order'] } },
    `${ownName}: the type ShopOrderApi would have the name of a type of /paths/~1v3~1b/get`,
  ],
  [
    'with a tag that would be the file of the shared types',
    ['paths', '/v3/b'],
    { get: { ...operation('models.query'), tags: ['models'] } },
    '/paths/~1v3~1b/get: the file of models would be models.ts, which is that of the shared types',
  ],
  [
    'with two tags that would be one file',
    ['paths', '/v3/b'],
    { get: { ...operation('sHop.order.query'), tags: ['sHop.order'] } },
    `${ownName}: the file of shop.order would be shop-order.ts, which is that of sHop.order`,
  ],
  [
    'with a parameter without a name',
    [...query, 'parameters', 1, 'name'],
    undefined,
    `${queryName}/parameters/1/name: expected text, found nothing`,
  ],
  [
    'with a parameter that is nowhere',
    [...query, 'parameters', 1],
    { $ref: '#/components/parameters/lang' },
    `${queryName}/parameters/1/$ref: "#/components/parameters/lang" is not in the document`,
  ],
  [
    'with one name in path and query',
    [...query, 'parameters', 1, 'name'],
    'order_id',
    `${queryName}: shop.order.query has two parameters called order_id`,
  ],
  [
    'with one name in query and body',
    [...create, 'parameters'],
    [{ in: 'query', name: 'title', schema: {} }],
    `${ownName}: shop.order.create has two parameters called title`,
  ],
  [
    'with a body of another kind',
    [...create, 'requestBody', 'content'],
    { 'application/xml': {} },
    `${ownName}/requestBody/content: expected application/json or multipart/form-data`,
  ],
  [
    'with a body that is no object',
    body,
    { type: 'array', items: {} },
    `${ownName}/requestBody/content/application~1json/schema: expected the schema of an object`,
  ],
  [
    'with a part that is neither data nor a file',
    [...parts, 'note'],
    { type: 'string' },
    `${uploadSchema}/properties/note: expected a file (type string, format binary) or the part called data`,
  ],
  [
    'without parts',
    [...parts.slice(0, -1), 'properties'],
    undefined,
    `${uploadSchema}/properties: expected an object, found nothing`,
  ],
  [
    'with a response that is not JSON',
    [...create, 'responses', '200', 'content'],
    { 'text/html': {} },
    `${ownName}/responses/200/content: expected application/json or text/event-stream`,
  ],
  [
    'with a schema that refers to itself',
    order,
    { $ref: '#/components/schemas/Order' },
    '/components/schemas/Order/$ref: the reference leads back to itself',
  ],
  [
    'with a schema that is itself or less',
    order,
    { oneOf: [{ type: 'string' }, { allOf: [{ $ref: '#/components/schemas/Order' }] }] },
    '/components/schemas/Order: the schema is defined by nothing but itself',
  ],
];

function problem(document: unknown): string {
  try {
    generateApis(document, { runtime });
  } catch (error) {
    if (error instanceof GeneratorError) return error.message;
    throw error;
  }
  return expect.fail('the document was accepted');
}

describe('a document', () => {
  it.each(wrong)('%s is refused', (_title, path, value, message) => {
    expect(problem(changed(path, value))).toBe(message);
  });

  it.each([null, 'openapi: 3.0.3', 42, [], undefined])('that is %j is refused', (document) => {
    expect(problem(document)).toMatch(/^the document: expected an object, found /);
  });

  it('with schemas nested beyond reason is refused', () => {
    let schema: Json = { type: 'string' };
    for (let depth = 0; depth < 10_000; depth += 1) schema = { type: 'array', items: schema };
    expect(problem(changed([...order, 'properties', 'deep'], schema))).toMatch(
      /^\/components\/schemas\/Order\/properties\/deep\/items\/.*: schemas are nested more than 64 deep$/,
    );
  });

  /** A document in which a response is described by a long chain of schemas. */
  function chained(response: string): JsonObject {
    const document = changed([...create, 'responses', response, 'content', 'application/json', 'schema'], {
      $ref: '#/components/schemas/S0',
    });
    for (let index = 0; index < 20_000; index += 1) {
      const schema = { allOf: [{ $ref: `#/components/schemas/S${index + 1}` }] };
      change(document, ['components', 'schemas', `S${index}`], schema);
    }
    change(document, ['components', 'schemas', 'S20000'], {});
    return document;
  }

  it('with a schema defined by more than 1000 other schemas is refused', () => {
    expect(problem(chained('200'))).toMatch(/: the schema is defined by more than 1000 others$/);
  });

  it('with an error defined by more than 1000 schemas loses its codes', () => {
    const [warning] = generateApis(chained('default'), { runtime }).warnings;
    expect(warning?.message).toBe('an error is described by more than 1000 schemas; its error codes are left out');
  });

  it('whose alternatives lead to the same schemas again and again is read in no time', () => {
    const document = changed(body, { $ref: '#/components/schemas/S0' });
    for (let index = 0; index < 60; index += 1) {
      const next = { $ref: `#/components/schemas/S${index + 1}` };
      change(document, ['components', 'schemas', `S${index}`], { oneOf: [next, { allOf: [next] }] });
    }
    change(document, ['components', 'schemas', 'S60'], { type: 'object', properties: { note: { type: 'string' } } });
    expect(generateApis(document, { runtime }).operations).toContain('shop.order.create');
  });

  it('is refused with the place as a field of the error', () => {
    const document = changed(body, { type: 'array' });
    expect(() => generateApis(document, { runtime })).toThrow(
      expect.objectContaining({
        name: 'GeneratorError',
        pointer: `${ownName}/requestBody/content/application~1json/schema`,
        problem: 'expected the schema of an object',
      }),
    );
  });
});

describe('the runtime option', () => {
  it.each(['', ' ', {}, undefined])('is refused when it is %j', (value) => {
    expect(() => generateApis(smallDocument(), { runtime: value as string })).toThrow(
      new GeneratorError('runtime: expected the specifier of a module that exports ApiClient'),
    );
  });
});
