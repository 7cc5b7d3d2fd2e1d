import { describe, expect, it } from 'vitest';
import { exampleOf, exampleProblems } from '../scripts/catalogue/example-of.mjs';
import { factProblems, hasFormat, valueProblem } from '../scripts/catalogue/fact-problems.mjs';
import { fragmentProblems, supplementProblems } from '../scripts/catalogue/fragment-problems.mjs';
import { readCatalogue, requestSchemas, responseSchemas } from '../scripts/catalogue/read-catalogue.mjs';
import { claimsPaging, glossaryProblems, makeTermCheck, repeatedTexts } from '../scripts/catalogue/text-problems.mjs';

type Fact = Readonly<Record<string, unknown>>;

/** The problems of the field `id`, whose siblings are given. */
function problemsOf(fact: Fact, siblings: Readonly<Record<string, Fact>> = {}, type = 'string'): readonly string[] {
  const context = {
    type,
    siblings: new Map(Object.entries({ id: fact, ...siblings })),
    operationIds: new Set(['a.b']),
  };
  return [...factProblems('id', fact, context)];
}

describe('the facts about a field', () => {
  it('have values that are written in their format', () => {
    expect(hasFormat('2026-11-26 08:00:00', 'yyyy-MM-dd HH:mm:ss')).toBe(true);
    expect(hasFormat('2026-11-26T08:00:00Z', "yyyy-MM-dd'T'HH:mm:ss'Z'")).toBe(true);
    expect(hasFormat('forever', 'yyyy-MM-dd|forever')).toBe(true);
    expect(hasFormat('20261126', 'yyyy-MM-dd')).toBe(false);
    expect(hasFormat('{"a":1}', 'json')).toBe(true);
    expect(hasFormat('{a:1}', 'json')).toBe(false);
    expect(hasFormat('90m', 'duration')).toBe(true);
    expect(hasFormat('1.5h', 'duration')).toBe(false);
  });

  it('have the example of a call that goes well', () => {
    const example = (values: object, more: object = {}) => exampleOf('x', { values, ...more }, 'string', { examples });
    const examples = { ids: {}, formats: {}, units: {}, fields: {} };
    expect(example({ invalid: '无效', valid: '有效' })).toBe('valid');
    expect(example({ DEALING: null, FAIL: null, SUCCESS: null })).toBe('SUCCESS');
    expect(example({ cancel: '取消状态', init: '初始状态', submit: '提交状态' })).toBe('init');
    expect(example({ 0: '构建排队中', 2: '构建成功', 3: '构建失败' })).toBe('2');
    expect(example({ a: null, b: null }, { default: 'b' })).toBe('b');
    expect(example({ FAIL: null, CLOSED: null })).toBe('FAIL');
  });

  it('have examples and defaults that contradict nothing', () => {
    expect(valueProblem('B', { values: { A: null } }, 'string')).toBe('is none of the known values');
    expect(valueProblem('2087000000000000', { ids: 'smid' }, 'string')).toBe('is not written as smid');
    expect(valueProblem('0', { minimum: 1 }, 'integer')).toBe('is less than 1');
    expect(valueProblem('1.234', { decimals: 2 }, 'string')).toBe('has more than 2 decimals');
    expect(valueProblem('yes', {}, 'boolean')).toBe('is not true or false');
    expect(valueProblem('12345', { maxLength: 4 }, 'string')).toBe('is longer than 4');
    expect(problemsOf({ default: 'x', format: 'url' })).toEqual(['default "x" is not written as url']);
  });

  it('name siblings that name them', () => {
    const group = { requirement: 'conditional', requirementSource: 'description', atLeastOne: ['id', 'no'] };
    expect(problemsOf(group, { no: group })).toEqual([]);
    expect(problemsOf(group, { no: {} })).toEqual(['atLeastOne of no differs']);
    expect(problemsOf(group)).toEqual(['atLeastOne names no, which is no sibling']);
    expect(problemsOf({ excludes: ['no'] }, { no: {} })).toEqual(['excludes no, which does not exclude it']);
  });

  it('are required when a known value of a sibling says so', () => {
    const fact = {
      requirement: 'conditional',
      requirementSource: 'description',
      requiredWhen: { field: 'kind', equals: 'B' },
    };
    expect(problemsOf(fact, { kind: { values: { B: null } } })).toEqual([]);
    expect(problemsOf(fact, { kind: { values: { A: null } } })).toEqual(['requiredWhen: B is no known value of kind']);
    expect(problemsOf(fact)).toEqual(['requiredWhen names kind, which is no sibling']);
  });

  it('are closed where a sibling depends on their value', () => {
    const sibling = {
      requirement: 'conditional',
      requirementSource: 'description',
      requiredWhen: { field: 'id', equals: 'A' },
    };
    expect(problemsOf({ values: { A: null }, closed: true }, { no: sibling })).toEqual([]);
    expect(problemsOf({ closed: true })).toEqual([
      'is closed, but has no values',
      'is closed, but no sibling depends on its value',
    ]);
  });

  it('have a requirement that agrees with its conditions and its source', () => {
    expect(problemsOf({ requirement: 'required' })).toEqual(['is required, which its source contradicts']);
    expect(problemsOf({ requirement: 'required', requirementSource: 'portal', requiredIf: {} })).toEqual([
      'is required, which its conditions contradict',
    ]);
    expect(problemsOf({ requirement: 'unknown' })).toEqual([]);
  });

  it('fit the type of the field and operations that exist', () => {
    expect(problemsOf({ maxItems: 2 })).toEqual(['counts items, but is no list']);
    expect(problemsOf({ maxItems: 2 }, {}, 'array')).toEqual([]);
    expect(problemsOf({ mentions: ['a.b', 'a.c'] })).toEqual(['mentions a.c, which is unknown']);
  });
});

describe('the examples', () => {
  const examples = {
    ids: { smid: '2088123412341234' },
    formats: { url: 'https://www.example.com/' },
    units: { yuan: '88.88' },
    fields: { amount: '10.00', kind: 'C' },
  };

  it('are the first that contradict no fact', () => {
    expect(exampleOf('amount', { unit: 'yuan' }, 'string', { examples })).toBe('10.00');
    expect(exampleOf('amount', { unit: 'yuan', minimum: 50 }, 'string', { examples })).toBe('88.88');
    expect(exampleOf('amount', { example: '1.00' }, 'string', { examples, portal: { example: '2.00' } })).toBe('1.00');
    expect(exampleOf('amount', {}, 'string', { examples, portal: { example: '2.00' } })).toBe('2.00');
    expect(exampleOf('kind', { values: { A: null } }, 'string', { examples })).toBe('A');
    expect(exampleOf('other', {}, 'string', { examples })).toBe(undefined);
  });

  it('are written as they have to be', () => {
    const names = new Set(['amount', 'kind']);
    expect([...exampleProblems(examples, names)]).toEqual([]);
    const wrong = { ids: { smid: '1' }, formats: { url: 'example' }, units: { yuan: 'much' }, fields: { lost: 'x' } };
    expect([...exampleProblems(wrong, names)]).toEqual([
      'smid 1 is not written as smid',
      'example is not written as url',
      'yuan much is not a number',
      'lost is no field of the catalogue',
    ]);
  });
});

describe('the texts', () => {
  const glossary = {
    terms: [
      { zh: '券', en: 'voucher', avoid: ['coupon'] },
      { zh: '券包', en: 'package' },
    ],
  };
  const termProblems = makeTermCheck(glossary);

  it('use the terms of the glossary', () => {
    expect([...termProblems({ en: 'Issues vouchers', zh: '发放券' })]).toEqual([]);
    expect([...termProblems({ en: 'Issues gifts', zh: '发放券' })]).toEqual(['"Issues gifts" lacks "voucher" for 券']);
    expect([...termProblems({ en: 'Buys a package', zh: '购买券包' })]).toEqual([]);
    expect([...termProblems({ en: 'Issues coupons' })]).toEqual([
      '"Issues coupons" says "coupon"; the glossary says "voucher"',
    ]);
  });

  it('stand once', () => {
    expect([
      ...repeatedTexts([
        ['a', 'Same'],
        ['b', 'same'],
        ['c', 'other'],
      ] as const),
    ]).toEqual(['b says the same as a: same']);
    expect([...glossaryProblems({ terms: [...glossary.terms, { zh: '券', en: 'voucher' }] })]).toEqual([
      '券 stands twice',
    ]);
  });

  it('call paged what has a page', () => {
    const summary = { en: 'Lists vouchers page by page', zh: '分页查询券' };
    expect(claimsPaging(summary, ['status'])).toBe(true);
    expect(claimsPaging(summary, ['page_num'])).toBe(false);
    expect(claimsPaging({ en: 'Lists vouchers', zh: '查询券' }, [])).toBe(false);
  });
});

describe('a fragment', () => {
  const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const operation = (operationId: string, schema: string) => ({
    operationId,
    tags: ['a'],
    responses: { 200: reference(schema) },
  });
  const catalogue = {
    calls: new Set(['GET /v3/a/{}']),
    operationIds: new Set(['a.get']),
    operations: new Map([['a.get', { codes: ['X'] }]]),
    schemas: new Map([['Known', new Map()]]),
  };
  const fragment = (paths: object, schemas: object = {}) => ({ paths, components: { schemas } });

  it('adds what the catalogue has not', () => {
    const added = fragment({ '/v3/b': { post: operation('a.post', 'Known') } });
    expect([...fragmentProblems(added, catalogue)]).toEqual([]);
    const clash = fragment({ '/v3/a/{id}': { get: operation('a.get', 'Known') } });
    expect([...fragmentProblems(clash, catalogue)]).toEqual([
      'GET /v3/a/{id} is in the catalogue already',
      'a.get is in the catalogue already',
      'a.get does not declare the parameters of /v3/a/{id}',
    ]);
  });

  it('brings the schemas that it uses, and no other', () => {
    const incomplete = fragment({ '/v3/b': { post: operation('a.post', 'Lost') } }, { Known: {}, Unused: {} });
    expect([...fragmentProblems(incomplete, catalogue)]).toEqual([
      'the schema Lost is missing',
      'the schema Known is in the catalogue already',
      'the schema Known is used by no operation',
      'the schema Unused is used by no operation',
    ]);
  });

  it('tells of the catalogue only what is true of it', () => {
    const supplement = {
      removed: { 'b.get': {} },
      errorCodes: { 'a.get': ['X', 'Y'] },
      uncatalogued: [
        { method: 'GET', path: '/v3/a/{no}' },
        { method: 'GET', path: '/v3/c' },
      ],
    };
    expect([...supplementProblems(supplement, catalogue)]).toEqual([
      'removed b.get is not in the catalogue',
      'a.get has X already',
      'GET /v3/a/{} is in the catalogue',
    ]);
  });
});

describe('the document', () => {
  it('gives the response schemas of an operation, nested ones included', () => {
    const schemas = responseSchemas(readCatalogue(), ['alipay.open.auth.token.app']);
    expect([...schemas].sort()).toEqual(['AlipayOpenAuthTokenAppResponseModel', 'AppTokenExchangeSubElement']);
  });

  it('gives the request schemas of an operation, nested ones included', () => {
    const schemas = requestSchemas(readCatalogue(), ['alipay.trade.refund']);
    expect([...schemas].sort()).toEqual([
      'AlipayTradeRefundModel',
      'GoodsDetail',
      'OpenApiRoyaltyDetailInfoPojo',
      'RefundGoodsDetail',
    ]);
  });

  it('gives the parameters, the files and the codes of an operation', () => {
    const { operations } = readCatalogue();
    expect([...operations.get('alipay.merchant.image.upload').parameters.keys()]).toEqual(['image_content']);
    expect([...operations.get('alipay.marketing.activity.ordervoucher.use').parameters.keys()]).toEqual([
      'activity_id',
      'voucher_code',
    ]);
    expect(operations.get('alipay.trade.refund').codes).toContain('ACQ.TRADE_NOT_EXIST');
  });
});
