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
  ['without information', ['info'], undefined, '/info: expected an object, found nothing'],
  ['without a title', ['info', 'title'], undefined, '/info/title: expected text, found nothing'],
  ['without paths', ['paths'], undefined, '/paths: expected an object, found nothing'],
  ['with a list of paths', ['paths'], [], '/paths: expected an object, found an array'],
  ['with a path that is none', ['paths', 'v3/shop'], {}, '/paths/v3~1shop: expected a path that begins with "/"'],
  [
    'with a path elsewhere',
    ['paths', '/v3/shop'],
    { $ref: 'shop.json' },
    '/paths/~1v3~1shop/$ref: expected only GET, POST, PUT, PATCH and DELETE operations here',
  ],
  [
    'with a verb that Alipay has not',
    ['paths', '/v3/shop'],
    { head: {} },
    '/paths/~1v3~1shop/head: expected only GET, POST, PUT, PATCH and DELETE operations here',
  ],
  [
    'without an operation id',
    [...create, 'operationId'],
    undefined,
    `${ownName}/operationId: expected text, found nothing`,
  ],
  [
    'with an operation id of other letters',
    [...create, 'operationId'],
    '创建 订单',
    `${ownName}/operationId: expected letters, digits and "_" in segments divided by "." or "-", found "创建 订单"`,
  ],
  [
    'with one operation id twice',
    [...create, 'operationId'],
    'shop.order.query',
    `${queryName}/operationId: shop.order.query is the id of ${ownName}, too`,
  ],
  ['without tags', [...create, 'tags'], undefined, `${ownName}/tags: expected one tag, found none`],
  ['with an empty list of tags', [...create, 'tags'], [], `${ownName}/tags: expected one tag, found none`],
  ['with two tags', [...create, 'tags'], ['a', 'b'], `${ownName}/tags: expected one tag, found 2`],
  [
    'with two operations that would be one method',
    ['paths', '/v3/b'],
    { get: operation('shop.order.que-ry'), post: operation('shop.order.queRy') },
    '/paths/~1v3~1b/post: shop.order.queRy and shop.order.que-ry would be the same method, queRy',
  ],
  [
    'with a method that cannot be one',
    [...create, 'operationId'],
    'shop.order.constructor',
    `${ownName}/operationId: no method can be called constructor`,
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
    'with parameters in a cookie',
    [...query, 'parameters', 1, 'in'],
    'cookie',
    `${queryName}/parameters/1/in: expected "path", "query" or "header", found "cookie"`,
  ],
  [
    'with a parameter without a name',
    [...query, 'parameters', 1, 'name'],
    undefined,
    `${queryName}/parameters/1/name: expected text, found nothing`,
  ],
  [
    'with a parameter without a schema',
    [...query, 'parameters', 1, 'schema'],
    undefined,
    `${queryName}/parameters/1/schema: expected an object, found nothing`,
  ],
  [
    'with a parameter twice',
    [...query, 'parameters', 1],
    { in: 'path', name: 'order_id', schema: {} },
    `${queryName}/parameters/1: the parameter order_id is there twice`,
  ],
  [
    'with a parameter that is nowhere',
    [...query, 'parameters', 1],
    { $ref: '#/components/parameters/lang' },
    `${queryName}/parameters/1/$ref: "#/components/parameters/lang" is not in the document`,
  ],
  [
    'with a path parameter that is not in the path',
    [...query, 'parameters', 1, 'in'],
    'path',
    `${queryName}: the path parameter lang is not in the path`,
  ],
  [
    'with a place in the path for no parameter',
    [...query, 'parameters'],
    [],
    `${queryName}: {order_id} in the path is not among the path parameters`,
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
  ['without responses', [...create, 'responses'], undefined, `${ownName}/responses: expected an object, found nothing`],
  [
    'with a response that is not JSON',
    [...create, 'responses', '200', 'content'],
    { 'text/html': {} },
    `${ownName}/responses/200/content: expected application/json`,
  ],
  [
    'with a schema that is nowhere',
    [...order, 'properties', 'lines', 'items', '$ref'],
    '#/components/schemas/Line',
    '/components/schemas/Order/properties/lines/items/$ref: "#/components/schemas/Line" is not in the document',
  ],
  [
    'with a schema in another file',
    [...order, 'properties', 'lines', 'items', '$ref'],
    'line.json',
    '/components/schemas/Order/properties/lines/items/$ref: expected a reference to #/components/schemas/…, found "line.json"',
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
  [
    'with a type that is none',
    [...order, 'properties', 'order_id', 'type'],
    'file',
    '/components/schemas/Order/properties/order_id/type: expected string, integer, number, boolean, array, object or null, found "file"',
  ],
  [
    'with an enumeration of nothing',
    [...order, 'properties', 'order_id', 'enum'],
    [],
    '/components/schemas/Order/properties/order_id/enum: expected at least one value, found none',
  ],
  [
    'with an enumeration of objects',
    [...order, 'properties', 'order_id', 'enum'],
    [{}],
    '/components/schemas/Order/properties/order_id/enum/0: expected text, a number, true, false or null, found an object',
  ],
  [
    'with a choice of nothing',
    [...order, 'oneOf'],
    [],
    '/components/schemas/Order/oneOf: expected at least one schema, found none',
  ],
  [
    'with a list of required properties that is none',
    [...order, 'required'],
    true,
    '/components/schemas/Order/required: expected an array, found true',
  ],
  [
    'with a flag that is none',
    [...order, 'deprecated'],
    'yes',
    '/components/schemas/Order/deprecated: expected true or false, found "yes"',
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

  it.each([
    ['more than 1000 other schemas', 'the schema is defined by more than 1000 others', 'responses/200'],
    ['more than 1000 errors', 'an error is described by more than 1000 schemas', 'responses/default'],
  ])('with a schema defined by %s is refused', (_title, message, response) => {
    const document = changed([...create, ...response.split('/'), 'content', 'application/json', 'schema'], {
      $ref: '#/components/schemas/S0',
    });
    for (let index = 0; index < 20_000; index += 1) {
      const schema = { allOf: [{ $ref: `#/components/schemas/S${index + 1}` }] };
      change(document, ['components', 'schemas', `S${index}`], schema);
    }
    change(document, ['components', 'schemas', 'S20000'], {});
    expect(problem(document).endsWith(`: ${message}`)).toBe(true);
  });

  it('is refused with the place as a field of the error', () => {
    const document = changed([...create, 'tags'], undefined);
    expect(() => generateApis(document, { runtime })).toThrow(
      expect.objectContaining({ name: 'GeneratorError', pointer: `${ownName}/tags` }),
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
