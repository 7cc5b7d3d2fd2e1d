import { type DocumentChange, diffDocuments, GeneratorError } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { change, type Json, type JsonObject, type Path, smallDocument } from './documents.js';

const create: Path = ['paths', '/v3/shop/order/create', 'post'];
const query: Path = ['paths', '/v3/shop/order/{order_id}', 'get'];
const sent: Path = ['components', 'schemas', 'ShopOrderCreateModel'];
const order: Path = ['components', 'schemas', 'Order'];

/** The small document after these changes. */
function after(...steps: readonly (readonly [path: Path, value: Json | undefined])[]): JsonObject {
  const document = smallDocument();
  for (const [path, value] of steps) change(document, path, value);
  return document;
}

/** Each difference as one line; `!` marks what breaks callers. */
function lines(older: unknown, newer: unknown): readonly string[] {
  return diffDocuments(older, newer).changes.map((one: DocumentChange) => {
    const { kind, subject, operation, field, code, detail, breaking } = one;
    const words = [breaking ? '!' : '', kind, subject, operation ?? '*', field, code, detail];
    return words.filter((word) => word !== undefined && word !== '').join(' ');
  });
}

const text = { type: 'string' };
const kinds: Path = [...sent, 'properties', 'kind', 'enum'];

const cases: readonly (readonly [title: string, path: Path, value: Json | undefined, expected: readonly string[]])[] = [
  [
    'a new operation',
    ['paths', '/v3/shop/order/close'],
    { post: { operationId: 'shop.order.close', tags: ['shop.order'], responses: {} } },
    ['added operation shop.order.close POST /v3/shop/order/close'],
  ],
  [
    'an operation that is gone',
    query.slice(0, 2),
    undefined,
    ['! removed operation shop.order.query GET /v3/shop/order/{order_id}'],
  ],
  [
    'another verb',
    create.slice(0, 2),
    { put: (smallDocument().paths as Record<string, JsonObject>)['/v3/shop/order/create']?.post as Json },
    ['! changed operation shop.order.create POST /v3/shop/order/create → PUT /v3/shop/order/create'],
  ],
  [
    'a body that is gone',
    [...create, 'requestBody'],
    undefined,
    [
      '! changed operation shop.order.create json → no body',
      '! removed request shop.order.create kind',
      '! removed request shop.order.create title',
    ],
  ],
  [
    'a stream instead of a response',
    [...create, 'responses', '200', 'content'],
    { 'text/event-stream': { schema: { $ref: '#/components/schemas/Order' } } },
    ['! changed operation shop.order.create one response → a stream of events'],
  ],
  ['a deprecated operation', [...create, 'deprecated'], true, ['changed operation shop.order.create now deprecated']],
  ['a new field of a request', [...sent, 'properties', 'note'], text, ['added request shop.order.create note']],
  [
    'a new field that a request must have',
    sent,
    {
      type: 'object',
      required: ['title', 'note'],
      properties: { title: text, kind: { type: 'string', enum: ['A', 'B'] }, note: text },
    },
    ['! added request shop.order.create note required'],
  ],
  [
    'a field of a request that is gone',
    [...sent, 'properties', 'kind'],
    undefined,
    ['! removed request shop.order.create kind'],
  ],
  [
    'a field that is now required',
    [...sent, 'required'],
    ['title', 'kind'],
    ['! changed request shop.order.create kind now required'],
  ],
  [
    'a field that is no longer required',
    [...sent, 'required'],
    [],
    ['changed request shop.order.create title no longer required'],
  ],
  [
    'another type',
    [...sent, 'properties', 'title', 'type'],
    'integer',
    ['! changed request shop.order.create title string → number'],
  ],
  ['a further value', kinds, ['A', 'B', 'C'], ['changed request shop.order.create kind further values: C']],
  ['a value that is gone', kinds, ['A'], ['! changed request shop.order.create kind no longer among the values: B']],
  [
    'values where any was taken',
    [...sent, 'properties', 'title', 'enum'],
    ['x'],
    ['! changed request shop.order.create title only these values: x'],
  ],
  [
    'any value where some were taken',
    [...sent, 'properties', 'kind'],
    text,
    ['changed request shop.order.create kind any value'],
  ],
  [
    'a deprecated field',
    [...sent, 'properties', 'kind', 'deprecated'],
    true,
    ['changed request shop.order.create kind now deprecated'],
  ],
  [
    'a query parameter that is now required',
    [...query, 'parameters', 1, 'required'],
    true,
    ['! changed request shop.order.query lang now required'],
  ],
  [
    'a new file of an upload',
    [
      'paths',
      '/v3/shop/photo/upload',
      'post',
      'requestBody',
      'content',
      'multipart/form-data',
      'schema',
      'properties',
      'back',
    ],
    { type: 'string', format: 'binary' },
    ['added request shop.photo.upload back'],
  ],
  [
    'a new nested field of a response, in every operation that has it',
    ['components', 'schemas', 'OrderLine', 'properties', 'price'],
    text,
    [
      'added response shop.order.create lines[].price',
      'added response shop.order.query lines[].price',
      'added request shop.photo.upload data.lines[].price',
    ],
  ],
  [
    'a field of a response that is gone, with all that it held',
    [...order, 'properties', 'lines'],
    undefined,
    [
      '! removed response shop.order.create lines',
      '! removed response shop.order.query lines',
      '! removed request shop.photo.upload data.lines',
    ],
  ],
  [
    'a new error code',
    ['components', 'schemas', 'ShopOrderCreateErrorModel', 'properties', 'code', 'enum'],
    ['SOLD_OUT', 'CLOSED'],
    ['added error code shop.order.create CLOSED'],
  ],
  [
    'a code of the gateway',
    ['components', 'schemas', 'CommonErrorType', 'properties', 'code', 'enum'],
    ['busy, late', 'lost', 'new'],
    ['added error code * new'],
  ],
];

describe('the difference between two documents', () => {
  it.each(cases)('names %s', (_title, path, value, expected) => {
    expect(lines(smallDocument(), after([path, value]))).toEqual(expected);
  });

  it('names an error code that is gone', () => {
    const codes: Path = ['components', 'schemas', 'ShopOrderCreateErrorModel', 'properties', 'code', 'enum'];
    expect(lines(after([codes, ['SOLD_OUT', 'CLOSED']]), smallDocument())).toEqual([
      'removed error code shop.order.create CLOSED',
    ]);
  });

  it('says that a response may lack what it always had', () => {
    const always = after([[...order, 'required'], ['order_id']]);
    expect(lines(always, smallDocument()).filter((line) => line.includes('response'))).toEqual([
      '! changed response shop.order.create order_id no longer required',
      '! changed response shop.order.query order_id no longer required',
    ]);
    expect(lines(smallDocument(), always).filter((line) => line.startsWith('!'))).toEqual([
      '! changed request shop.photo.upload data.order_id now required',
    ]);
  });

  it('is nothing between a document and itself', () => {
    expect(diffDocuments(smallDocument(), smallDocument())).toEqual({
      from: { title: 'Small shop', version: '1.0' },
      to: { title: 'Small shop', version: '1.0' },
      summary: { added: 0, removed: 0, changed: 0, breaking: 0 },
      changes: [],
      warnings: [],
    });
  });

  it('requires of alternatives what each of them requires', () => {
    const either = (...required: readonly string[][]): JsonObject =>
      after([
        sent,
        {
          oneOf: required.map((names) => ({
            type: 'object',
            required: names,
            properties: { title: text, kind: text },
          })),
        },
      ]);
    expect(lines(either(['title'], ['title']), either(['title'], ['kind']))).toEqual([
      'changed request shop.order.create title no longer required',
    ]);
  });

  it('ends for schemas that hold themselves and each other', () => {
    const endless = after([[...order, 'properties', 'parent'], { $ref: '#/components/schemas/Order' }]);
    expect(lines(smallDocument(), endless)).toEqual([
      'added response shop.order.create parent',
      'added response shop.order.query parent',
      'added request shop.photo.upload data.parent',
    ]);
  });

  it('refuses a call with fields beyond reason', () => {
    const document = after([order, { type: 'object', properties: { next: { $ref: '#/components/schemas/S0' } } }]);
    for (let index = 0; index < 40; index += 1) {
      const next = { $ref: `#/components/schemas/S${index + 1}` };
      change(document, ['components', 'schemas', `S${index}`], { type: 'object', properties: { a: next, b: next } });
    }
    change(document, ['components', 'schemas', 'S40'], { type: 'object', properties: {} });
    expect(() => diffDocuments(smallDocument(), document)).toThrow(
      new GeneratorError(
        'the newer document: /paths/~1v3~1shop~1order~1create/post: the call has more nested fields than can be compared',
      ),
    );
  });

  it('refuses alternatives beyond reason', () => {
    const document = after([[...order, 'properties', 'next'], { $ref: '#/components/schemas/S0' }]);
    for (let index = 0; index < 40; index += 1) {
      const next = { $ref: `#/components/schemas/S${index + 1}` };
      change(document, ['components', 'schemas', `S${index}`], { oneOf: [next, { type: 'array', items: next }] });
    }
    change(document, ['components', 'schemas', 'S40'], { type: 'string' });
    expect(() => diffDocuments(smallDocument(), document)).toThrow('more nested fields than can be compared');
  });

  it('comes with what is odd in either document', () => {
    expect(diffDocuments(smallDocument(), after([[...order, 'required'], true])).warnings).toEqual([
      'the newer document: /components/schemas/Order/required: expected an array, found true; left out',
    ]);
  });

  it('says which document cannot be used', () => {
    expect(() => diffDocuments(smallDocument(), {})).toThrow('the newer document: /openapi: expected "3.0.3"');
    expect(() => diffDocuments([], smallDocument())).toThrow('the older document: expected an object, found an array');
  });
});
