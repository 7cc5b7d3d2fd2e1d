import { readFileSync } from 'node:fs';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** The catalogue, parsed anew for each caller. */
export function catalogue(): JsonObject {
  const path = new URL('../../catalogue/alipay-openapi-v3.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
}

const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** A valid document with one operation of each shape. */
export function smallDocument(): JsonObject {
  return {
    openapi: '3.0.3',
    info: { title: 'Small shop', version: '1.0' },
    paths: {
      '/v3/shop/order/create': {
        post: {
          operationId: 'shop.order.create',
          tags: ['shop.order'],
          requestBody: json(reference('ShopOrderCreateModel')),
          responses: {
            200: json(reference('Order')),
            default: json({ anyOf: [reference('CommonErrorType'), reference('ShopOrderCreateErrorModel')] }),
          },
        },
      },
      '/v3/shop/order/{order_id}': {
        get: {
          operationId: 'shop.order.query',
          tags: ['shop.order'],
          parameters: [
            { in: 'path', name: 'order_id', required: true, schema: { type: 'string' } },
            { in: 'query', name: 'lang', schema: { type: 'string' } },
          ],
          responses: { 200: json(reference('Order')) },
        },
      },
      '/v3/shop/photo/upload': {
        post: {
          operationId: 'shop.photo.upload',
          tags: ['shop.photo'],
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  properties: { data: reference('Order'), photo: { type: 'string', format: 'binary' } },
                },
              },
            },
          },
          responses: { 200: json({ type: 'object' }) },
        },
      },
    },
    components: {
      schemas: {
        CommonErrorType: { type: 'object', properties: { code: { type: 'string', enum: ['busy, late', 'lost'] } } },
        ShopOrderCreateErrorModel: { type: 'object', properties: { code: { type: 'string', enum: ['SOLD_OUT'] } } },
        ShopOrderCreateModel: {
          type: 'object',
          required: ['title'],
          properties: { title: { type: 'string' }, kind: { type: 'string', enum: ['A', 'B'] } },
        },
        Order: {
          type: 'object',
          properties: { order_id: { type: 'string' }, lines: { type: 'array', items: reference('OrderLine') } },
        },
        OrderLine: { type: 'object', properties: { amount: { type: 'integer' } } },
      },
    },
  };
}

export type Path = readonly (string | number)[];

/** A copy of the small document in which something else (or, with `undefined`, nothing) stands at a place. */
export function changed(path: Path, value: Json | undefined): JsonObject {
  const document = smallDocument();
  change(document, path, value);
  return document;
}

/** Puts something else, or nothing, at a place that exists up to its last step. */
export function change(document: JsonObject, path: Path, value: Json | undefined): void {
  let holder: Json | undefined = document;
  for (const step of path.slice(0, -1)) holder = (holder as JsonObject)[step];
  const last = path.at(-1);
  if (last === undefined || holder === undefined) throw new RangeError(`no such place: ${path.join('/')}`);
  if (value === undefined) delete (holder as JsonObject)[last];
  else (holder as JsonObject)[last] = value;
}
