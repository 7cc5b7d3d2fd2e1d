import { generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { change, changed, type JsonObject, smallDocument } from './documents.js';

const runtime = '@lingpai/alipay';
const create = ['paths', '/v3/shop/order/create', 'post'] as const;
const schemas = ['components', 'schemas'] as const;

function generated(document: JsonObject): ReadonlyMap<string, string> {
  return generateApis(document, { runtime }).files;
}

function named(operationId: string, tag: string): ReadonlyMap<string, string> {
  const document = changed([...create, 'operationId'], operationId);
  change(document, [...create, 'tags'], [tag]);
  return generated(document);
}

describe('names', () => {
  it.each([
    ['shop.order.create', 'shop.order', 'shop-order.ts', 'ShopOrderApi', 'create'],
    ['shop.order.create', 'shop', 'shop.ts', 'ShopApi', 'orderCreate'],
    ['shop.order.create-all', 'shop.order', 'shop-order.ts', 'ShopOrderApi', 'createAll'],
    ['shop.order.create', '订单', 'shop-order.ts', 'ShopOrderApi', 'create'],
    ['shop.order.create', 'store', 'shop-order.ts', 'ShopOrderApi', 'create'],
    ['createOrder', 'store', 'store.ts', 'StoreApi', 'createOrder'],
    ['shop.order.delete', 'shop.order', 'shop-order.ts', 'ShopOrderApi', 'delete'],
    ['3d.print.2x', '3d.print', '3d-print.ts', '_3dPrintApi', '_2x'],
  ])('%s, tagged %s, is in %s as %s.%s', (id, tag, file, className, method) => {
    const text = named(id, tag).get(file);
    expect(text).toContain(`export class ${className} {\n`);
    expect(text).toMatch(new RegExp(`^ {2}${method}\\(`, 'm'));
    expect(text).toContain(`  id: '${id}',\n`);
  });

  it.each([
    ['Order', 'Order'],
    ['line', 'Line'],
    ['com.shop.Order', 'ComShopOrder'],
    ['shop_order', 'Shop_order'],
    ['string', 'String'],
    ['3rd', '_3rd'],
    ['订单', '订单'],
    ['Record', 'RecordModel'],
    ['Operation', 'OperationModel'],
    ['ApiClient', 'ApiClientModel'],
    ['CommonErrorCode', 'CommonErrorCodeModel'],
    ['ShopOrderApi', 'ShopOrderApiModel'],
    ['ShopOrderQueryParameters', 'ShopOrderQueryParametersModel'],
  ])('the schema %s becomes the type %s', (schema, type) => {
    const document = changed(
      [...schemas, 'Order', 'properties', 'lines', 'items', '$ref'],
      `#/components/schemas/${schema}`,
    );
    const { OrderLine, ...others } = (document.components as JsonObject).schemas as JsonObject;
    change(document, schemas, {
      ...others,
      [schema]: schema === 'Order' ? (others.Order ?? null) : (OrderLine ?? null),
    });
    const files = generated(document);
    expect(files.get('models.ts')).toContain(`export interface ${type} {\n`);
    expect(files.get('models.ts')).toContain(`  lines?: ${type}[] | undefined;\n`);
  });

  it('tells two schemas apart that would get the same name', () => {
    const document = changed([...schemas, 'order-line'], { type: 'object', properties: { other: { type: 'string' } } });
    change(document, [...schemas, 'Order', 'properties', 'more'], { $ref: '#/components/schemas/order-line' });
    const models = generated(document).get('models.ts');
    expect(models).toContain('  lines?: OrderLine[] | undefined;\n  more?: OrderLineModel | undefined;\n');
  });

  it('lets a schema keep its name before another takes it', () => {
    const document = changed([...schemas, 'orderLine'], { type: 'object', properties: { other: { type: 'string' } } });
    change(document, [...schemas, 'Order', 'properties', 'first'], { $ref: '#/components/schemas/orderLine' });
    expect(generated(document).get('models.ts')).toContain('  first?: OrderLineModel | undefined;\n');
  });

  it('quotes property names that are not identifiers', () => {
    const text = generated(changed([...schemas, 'OrderLine', 'properties', "it's-on"], { type: 'boolean' }));
    expect(text.get('models.ts')).toContain('  "it\'s-on"?: boolean | undefined;\n');
  });

  it('puts a type that one API uses in its module and one that several use in models', () => {
    const files = generated(smallDocument());
    expect([...files.keys()]).toEqual(['shop-order.ts', 'shop-photo.ts', 'models.ts']);
    expect(files.get('shop-order.ts')).toContain('export interface ShopOrderCreateModel {\n');
    expect(files.get('models.ts')).toContain('export interface OrderLine {\n');
    expect(files.get('shop-photo.ts')).toContain(
      "import type { Order } from './models.js';\n\nexport type { Order, OrderLine } from './models.js';\n",
    );
  });
});
