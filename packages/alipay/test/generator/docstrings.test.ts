import { generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { change, changed, type Json, type JsonObject, smallDocument } from './documents.js';

const create = ['paths', '/v3/shop/order/create', 'post'] as const;
const query = ['paths', '/v3/shop/order/{order_id}', 'get'] as const;
const title = ['components', 'schemas', 'ShopOrderCreateModel', 'properties', 'title'] as const;

function orders(document: JsonObject): string {
  return generateApis(document, { runtime: '@lingpai/alipay' }).files.get('shop-order.ts') ?? '';
}

function describedTitle(schema: Json): string {
  const text = orders(changed(title, schema));
  return /export interface ShopOrderCreateModel \{\n([\s\S]*?) {2}title: /.exec(text)?.[1] ?? '';
}

describe('docstrings', () => {
  it('tell what a property is, its limits and an example', () => {
    const schema = { type: 'string', description: '商户订单号。', maxLength: 64, example: '20150320010101001' };
    expect(describedTitle(schema)).toBe(
      '  /**\n   * 商户订单号。\n   *\n   * Limits: at most 64 characters\n   *\n   * Example: 20150320010101001\n   */\n',
    );
  });

  it('take one line when there is one to take', () => {
    expect(describedTitle({ type: 'string', description: ' 标题 ' })).toBe('  /** 标题 */\n');
  });

  it('are absent when there is nothing to tell', () => {
    expect(describedTitle({ type: 'string', description: '' })).toBe('');
  });

  it('break lines where the document has tabs or <br>, and turn anchors into links', () => {
    const description = '见 <a href="https://opendocs.alipay.com/x" target="_blank">文档</a>。\t第二行<br/>第三行';
    expect(describedTitle({ type: 'string', description })).toBe(
      '  /**\n   * 见 [文档](https://opendocs.alipay.com/x)。\n   * 第二行\n   * 第三行\n   */\n',
    );
  });

  it('cannot be ended or given tags by what they tell', () => {
    const description = 'ends */ here\n@deprecated\n  @internal not really, mail a@b.c';
    expect(describedTitle({ type: 'string', description })).toBe(
      '  /**\n   * ends *\\/ here\n   * \\@deprecated\n   * \\@internal not really, mail a@b.c\n   */\n',
    );
  });

  it('mark what is deprecated', () => {
    expect(describedTitle({ type: 'string', deprecated: true })).toBe('  /** @deprecated */\n');
    expect(orders(changed([...create, 'deprecated'], true))).toContain(
      '   * @deprecated\n   */\n  create(parameters: ',
    );
  });

  it('of a method tell its summary, description, place on the wire, errors and page', () => {
    const document = changed([...create, 'summary'], '创建订单');
    change(document, [...create, 'description'], '创建一个订单。');
    change(document, [...create, 'externalDocs'], { url: 'https://opendocs.alipay.com/open-v3/1' });
    expect(orders(document)).toContain(
      [
        '  /**\n   * 创建订单\n   *\n   * 创建一个订单。\n   *\n   * `shop.order.create`: POST /v3/shop/order/create\n   *\n',
        '   * @throws AlipayApiError when Alipay responds with an error, its `code` being one of\n',
        '   * {@link ShopOrderCreateErrorCode}\n   * @see https://opendocs.alipay.com/open-v3/1\n   */\n',
      ].join(''),
    );
  });

  it('of a method name no union of codes when the document lists none', () => {
    expect(orders(smallDocument())).toContain(
      '   * @throws AlipayApiError when Alipay responds with an error\n   */\n  query(',
    );
    expect(orders(smallDocument())).not.toContain('ShopOrderQueryErrorCode');
  });

  it('of a method name the headers that only the caller can know', () => {
    const document = smallDocument();
    const header = (name: string): Json => ({ in: 'header', name, schema: { type: 'string' } });
    const names = ['x-shop', 'Authorization', 'alipay-request-id', 'Content-Type'];
    change(document, [...create, 'parameters'], names.map(header));
    expect(orders(document)).toContain('   * Takes the header `x-shop`: give it in `options.headers`.\n');
    expect(orders(document)).not.toMatch(/Authorization|alipay-request-id|Content-Type/);
  });

  it('of a parameter tell what stands at it or at its schema', () => {
    const parameter = { in: 'query', name: 'lang', description: '语言', schema: { type: 'string', example: 'zh' } };
    expect(orders(changed([...query, 'parameters', 1], parameter))).toContain(
      '  /**\n   * 语言\n   *\n   * Example: zh\n   */\n  lang?: string | undefined;\n',
    );
  });

  it('of a type tell its title and description', () => {
    const document = changed(['components', 'schemas', 'ShopOrderCreateModel', 'description'], '订单信息');
    expect(orders(document)).toContain('/** 订单信息 */\nexport interface ShopOrderCreateModel {\n');
  });
});
