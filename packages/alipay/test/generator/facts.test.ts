import { type FactSet, generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';

const text = { type: 'string' } as const;

function documentOf(request: object, response: object = { type: 'object', properties: {} }) {
  const schema = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  return {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: {
      '/v3/alipay/example/send': {
        post: {
          tags: ['alipay.example'],
          operationId: 'alipay.example.send',
          parameters: [{ in: 'query', name: 'page', schema: text }],
          requestBody: { content: schema('Sent') },
          responses: { 200: { description: 'ok', content: schema('Received') } },
        },
      },
    },
    components: { schemas: { Sent: { type: 'object', properties: request }, Received: response } },
  };
}

function generated(request: object, facts: FactSet, response?: object): string {
  const { files } = generateApis(documentOf(request, response), { runtime: '@lingpai/alipay', facts });
  return files.get('alipay-example.ts') ?? '';
}

function sent(request: object, facts: NonNullable<FactSet['schemas']>[string]): string {
  const module = generated(request, { schemas: { Sent: facts } });
  return module.slice(module.indexOf('AlipayExampleSendParameters ') === -1 ? 0 : module.lastIndexOf('export'));
}

describe('facts about fields', () => {
  it('name the code that refuses a call without the field, and what stands in for a name', () => {
    const facts = {
      amount: { standIn: 'Not described.', missingCode: 'AMOUNT_IS_NULL', requirement: 'unknown' },
    } as const;
    expect(sent({ amount: text }, facts)).toContain(
      '/** Not described. `AMOUNT_IS_NULL` refuses a call without it. */',
    );
  });

  it('stand in one docstring, always in the same order', () => {
    const fact = {
      name: '订单金额',
      nameEn: 'total amount',
      requirement: 'optional',
      requirementSource: 'portal',
      ids: 'app-id',
      unit: 'yuan',
      decimals: 2,
      format: 'yyyy-MM-dd',
      minimum: 0.01,
      maximum: 100,
      maxLength: 11,
      unique: 'idempotency',
      default: '1.00',
      example: '88.88',
      mentions: ['alipay.trade.query'],
      deprecated: true,
    } as const;
    expect(sent({ amount: text }, { amount: fact })).toContain(
      [
        '  /**',
        '   * 订单金额 (total amount). Optional (second-hand), an app id, in yuan, at most 2 decimals, format `yyyy-MM-dd`,',
        '   * 0.01 to 100, at most 11 characters, repeating the call with the same value has no second effect,',
        '   * default `1.00`, example `88.88`, see `alipay.trade.query`.',
        '   *',
        '   * @deprecated',
        '   */',
        '  amount?: string | undefined;',
      ].join('\n'),
    );
  });

  it('list known values with their meanings, and leave the union open', () => {
    const values = { A: '甲 (first)', B: null };
    const module = sent({ kind: text, kinds: { type: 'array', items: text } }, { kind: { values }, kinds: { values } });
    expect(module).toContain('   * Known values:\n   * - `A`: 甲 (first)\n   * - `B`\n');
    expect(module).toContain("  kind?: 'A' | 'B' | (string & {}) | undefined;");
    expect(module).toContain("  kinds?: ('A' | 'B' | (string & {}))[] | undefined;");
  });

  it('make a field of a request required only when the source is Alipay’s own', () => {
    const module = sent(
      { a: text, b: text, c: text },
      {
        a: { requirement: 'required', requirementSource: 'description' },
        b: { requirement: 'required', requirementSource: 'portal' },
        c: { requirement: 'unknown' },
      },
    );
    expect(module).toContain('  /** Required. */\n  a: string;');
    expect(module).toContain('  /** Required (second-hand). */\n  b?: string | undefined;');
    expect(module).toContain('  /** Requirement unknown. */\n  c?: string | undefined;');
  });

  it('never make a field of a response required', () => {
    const facts = { schemas: { Received: { a: { requirement: 'required', requirementSource: 'document' } } } } as const;
    const module = generated({}, facts, { type: 'object', properties: { a: text } });
    expect(module).toContain('  a?: string | undefined;');
  });

  it('turn a closed field that decides about others into a union', () => {
    const module = sent(
      { kind: text, x: text, y: text, other: text },
      {
        kind: { values: { X: null, Y: null, Z: null }, closed: true },
        x: { requiredWhen: { field: 'kind', equals: 'X' } },
        y: { requiredWhen: { field: 'kind', in: ['Y', 'Z'] } },
      },
    );
    const plain = module.replaceAll(/ *\/\*\*[\s\S]*?\*\/\n/g, '').replaceAll(/\s+/g, ' ');
    expect(plain).toContain(
      "{ other?: string | undefined; } & ( | { kind: 'X'; x: string; y?: string | undefined; } | { kind: 'Y' | 'Z'; x?: string | undefined; y: string; } | { kind?: undefined; x?: string | undefined; y?: string | undefined; } )",
    );
  });

  it.each([
    ['an open field', { kind: { values: { X: null } }, x: { requiredWhen: { field: 'kind', equals: 'X' } } }],
    [
      'a second-hand condition',
      {
        kind: { values: { X: null }, closed: true },
        x: { requiredWhen: { field: 'kind', equals: 'X' }, requirementSource: 'client' },
      },
    ],
    [
      'the presence of a field',
      { kind: { values: { X: null }, closed: true }, x: { requiredWhen: { present: 'kind' } } },
    ],
  ] as const)('do not make a union of %s', (_, facts) => {
    expect(sent({ kind: text, x: text }, facts)).toContain('  x?: string | undefined;');
  });

  it('turn fields of which one is needed into a union, and those of which only one may be sent', () => {
    const both = ['a', 'b'];
    const plain = (module: string) => module.replaceAll(/ *\/\*\*[\s\S]*?\*\/\n/g, '').replaceAll(/\s+/g, ' ');
    expect(plain(sent({ a: text, b: text }, { a: { atLeastOne: both }, b: { atLeastOne: both } }))).toContain(
      '{ a: string; b?: string | undefined; } | { a?: string | undefined; b: string; }',
    );
    expect(plain(sent({ a: text, b: text }, { a: { exactlyOne: both }, b: { exactlyOne: both } }))).toContain(
      '{ a: string; b?: undefined; } | { a?: undefined; b: string; }',
    );
  });

  it('say of each field that calls may leave out when nothing is known about its requirement', () => {
    const response = { type: 'object', properties: { d: text } };
    const facts = { schemas: { Sent: { b: { requirement: 'optional', requirementSource: 'description' } } } } as const;
    const module = generated({ a: text, b: text }, facts, response);
    expect(module).toContain('  /** Requirement unknown. */\n  a?: string | undefined;');
    expect(module).toContain('  /** Optional. */\n  b?: string | undefined;');
    expect(module).toContain('export interface Received {\n  d?: string | undefined;');
    expect(generated({ a: text, b: text }, {}, response)).not.toContain('unknown.');
  });

  it('are passed over when the document has no such field, schema or operation', () => {
    const facts = {
      operations: { 'alipay.nothing': { summary: { en: 'Nothing', zh: '无' } } },
      schemas: { Nothing: { a: { name: '甲' } }, Sent: { b: { name: '乙' } } },
    };
    expect(generated({ a: text }, facts)).toBe(generated({ a: text }, { schemas: {} }));
  });
});

describe('facts about an operation', () => {
  it('begin its docstring, in both languages', () => {
    const facts = {
      operations: {
        'alipay.example.send': {
          summary: { en: 'Sends an example', zh: '发送示例' },
          parameters: { page: { name: '页码', requirement: 'required', requirementSource: 'document' } },
        },
      },
    } as const;
    const module = generated({ a: text }, facts);
    expect(module).toContain('  /**\n   * Sends an example.\n   * 发送示例。\n   *\n');
    expect(module).toContain('  /** 页码. Required. */\n  page: string;');
  });

  it('say which parameters make repeating a call safe', () => {
    const { files } = generateApis(documentOf({ a: text }), {
      runtime: '@lingpai/alipay',
      idempotencyKeys: { 'alipay.example.send': ['a'] },
    });
    expect(files.get('alipay-example.ts')).toContain('Repeating the call with the same `a` has no second effect.');
  });
});
