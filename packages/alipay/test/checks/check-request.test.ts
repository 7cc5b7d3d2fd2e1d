import { checkBizContent, checkRequest, describeProblem } from '@lingpai/alipay/checks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCatalogue } from '../../src/checks/check-catalogue.js';
import { rightObject, violationsOf } from './random-request.js';

const { operations, schemas, methods, models } = checkCatalogue();
const body = (operation: string, sent: unknown) => checkRequest(operation, { parameters: new Map(), body: sent });
const texts = (operation: string, sent: unknown) => body(operation, sent).map(describeProblem);

describe('the checks of a request', () => {
  it('name everything that is wrong at once', () => {
    const wrong = {
      outTradeNo: '7',
      refund_amount: '1.005',
      refund_royalty_parameters: [{ amount: '1' }, { trans_in: 2088 }],
    };
    expect(texts('alipay.trade.refund', wrong)).toEqual([
      'out_trade_no: it or trade_no is required',
      'outTradeNo: there is no such parameter; is it out_trade_no?',
      'refund_amount: expected at most 2 digits after the point',
      'refund_royalty_parameters[1].trans_in: expected string, found integer',
    ]);
  });

  it('know what the value of another field requires, and that an empty text is none', () => {
    const token = (sent: object) => texts('alipay.open.auth.token.app', sent);
    expect(token({ grant_type: 'authorization_code', code: 'c' })).toEqual([]);
    expect(token({ grant_type: 'authorization_code', code: '' })).toEqual([
      'code: what is sent in grant_type requires it',
    ]);
    expect(token({ grant_type: 'refresh_token', code: 'c' })).toEqual([
      'refresh_token: what is sent in grant_type requires it',
    ]);
    expect(token({})).toEqual(['grant_type: it is required']);
  });

  it('take fields that exclude each other one at a time', () => {
    const channels = { enable_pay_channels: 'pcredit', disable_pay_channels: 'moneyFund' };
    expect(texts('alipay.fund.auth.order.freeze', channels)).toContain(
      'disable_pay_channels: it is not sent together with enable_pay_channels',
    );
  });

  it('read parameters of path and query as the text that they are', () => {
    const query = (parameters: Record<string, string>) =>
      checkRequest('alipay.data.bill.balancehis.query', {
        parameters: new Map(Object.entries(parameters)),
        body: undefined,
      });
    expect(query({ biz_date: '2026-11-01' })).toEqual([]);
    expect(query({ biz_date: '2026-11-01', biz_month: '2026-11' })).toEqual([
      { field: 'biz_date', kind: 'together', others: ['biz_month'] },
    ]);
  });

  it.each([
    ['AlipayTradePayModel', 'total_amount'],
    ['AlipayTradePayModel', 'subject'],
    ['AlipayTradePayModel', 'out_trade_no'],
  ])('do not enforce what only others say of %s.%s', (schema, field) => {
    const entry = schemas[schema]?.[field] ?? '';
    expect(typeof entry === 'string' ? {} : entry[1]).not.toHaveProperty('required');
  });

  it('never enforce a length or an open set of values', () => {
    const long = { out_trade_no: 'x'.repeat(1000), query_options: ['added later'] };
    expect(body('alipay.trade.query', long)).toEqual([]);
  });

  it('know nothing about an operation that is not catalogued', () => {
    expect(body('alipay.added.later', { anything: 1 })).toEqual([]);
    expect(body('constructor', { anything: 1 })).toEqual([]);
    expect(checkBizContent('alipay.added.later', { anything: 1 })).toEqual([]);
  });

  it('end in a model that holds itself, and take names of Object for unknown', () => {
    expect(texts('alipay.trade.query', JSON.parse('{"trade_no":"1","__proto__":{},"toString":"x"}'))).toEqual([
      '__proto__: there is no such parameter',
      'toString: there is no such parameter',
    ]);
    expect(texts('alipay.trade.query', [])).toEqual(['the body: expected object, found array']);
  });
});

const requests = [
  ...Object.entries(operations).flatMap(([id, { body: name }]) => {
    const fields = name === undefined ? undefined : schemas[name];
    const check = (sent: unknown) =>
      body(id, sent).filter(({ field }) => !(field in (operations[id]?.parameters ?? {})));
    return fields === undefined ? [] : [{ id, fields, known: schemas, check }];
  }),
  ...Object.entries(methods).map(([id, fields]) => {
    return { id, fields, known: models, check: (sent: unknown) => checkBizContent(id, sent) };
  }),
];

describe('a random request', () => {
  const request = fc.constantFrom(...requests);

  it('passes when it is right, and each single violation is named', () => {
    let violations = 0;
    fc.assert(
      fc.property(request, fc.gen(), ({ fields, known, check }, g) => {
        const right = rightObject(g, fields, known);
        fc.pre(right !== undefined);
        expect(check(right)).toEqual([]);
        const other = (name: string) => rightObject(g, { [name]: fields[name] ?? 'string' }, known)?.[name];
        for (const { change, problem, mayBreakMore } of violationsOf(right, fields, other)) {
          const wrong = structuredClone(right);
          change(wrong);
          const found = check(wrong);
          expect(found).toContainEqual(expect.objectContaining(problem));
          if (!mayBreakMore) expect(found).toHaveLength(1);
          violations += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(violations).toBeGreaterThan(500);
  });

  it('is generated with every kind of violation', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...requests.filter(({ id }) => /^alipay\.(trade|fund|open\.auth)\./.test(id))),
        fc.gen(),
        (one, g) => {
          const right = rightObject(g, one.fields, one.known);
          fc.pre(right !== undefined);
          for (const { problem } of violationsOf(right, one.fields, () => 'x')) kinds.add(problem.kind);
        },
      ),
      { numRuns: 300 },
    );
    expect([...kinds].sort()).toEqual([
      'decimals',
      'format',
      'missing',
      'none-of',
      'range',
      'together',
      'type',
      'unknown',
    ]);
  });
});
