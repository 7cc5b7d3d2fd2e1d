import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue/catalogue.js';
import type { CataloguedOperation } from '../../src/catalogue/catalogued-operation.js';
import { checkValue } from '../../src/catalogue/check-value.js';
import { exampleParameters } from '../support/operation-examples.js';
import { callJson } from '../support/signed-calls.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { strict: false, unknownFields: 'refuse' } });
});

afterAll(() => sandbox.close());

const stateful =
  /^alipay\.(open\.auth\.|system\.oauth|fund\.trans\.(uni\.transfer|common\.query)$|trade\.(pay|precreate|create|query|close|cancel|refund|fastpay\.refund\.query)$)/;
const operations = [...catalogue().operations.values()].filter(({ id }) => !stateful.test(id));
const withJson = operations.filter(
  ({ body, query, path }) => body.kind === 'json' && query.length === 0 && !path.includes('{'),
);
const operation = fc.constantFrom(...withJson);

function isRight({ body }: CataloguedOperation, value: unknown): boolean {
  return body.kind === 'json' && checkValue(value, body.schema, catalogue().schemas) === undefined;
}

/** A right body with one value, anywhere within it, put in the place of another. */
const changedBody = (base: unknown) =>
  fc.tuple(fc.nat(), fc.jsonValue()).map(([position, value]) => {
    let left = position % (JSON.stringify(base).split(':').length + 1);
    const changed: unknown = JSON.parse(
      JSON.stringify(base, (key: string, member: unknown) => {
        left -= 1;
        return left === 0 && key !== '' ? value : member;
      }),
    );
    return changed;
  });

describe('a catalogued operation, rightly signed', () => {
  it('succeeds when its body fits the catalogue, and otherwise fails with the name of a field', async () => {
    const call = operation.chain((one) => fc.tuple(fc.constant(one), changedBody(exampleParameters(one))));
    await fc.assert(
      fc.asyncProperty(call, async ([one, body]) => {
        const { status, json } = await callJson(sandbox, one.method, one.path, body);
        if (isRight(one, body)) expect(status).toBe(200);
        else
          expect({ status, code: json.code }).toEqual({
            status: 400,
            code: expect.stringMatching(/^(invalid-parameter|illegal-json)$/),
          });
      }),
      { numRuns: 200 },
    );
  });

  it('never fails, whatever JSON and query it is given', async () => {
    const anyOperation = fc.constantFrom(...operations);
    await fc.assert(
      fc.asyncProperty(anyOperation, fc.jsonValue({ maxDepth: 3 }), fc.string(), async (one, body, text) => {
        const path = `${one.path.replaceAll(/\{[^}]+\}/g, '1')}?${encodeURIComponent(text)}=${encodeURIComponent(text)}`;
        const sent = one.method === 'GET' ? undefined : body;
        const { status } = await callJson(sandbox, one.method, path, sent);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });

  it('is bounded in depth', async () => {
    const deep = `{"goods_detail":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { status, json } = await callJson(sandbox, 'POST', '/v3/alipay/trade/pay', undefined, { body: deep });
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid-parameter' });
    const open = `{"business_params":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const other = await callJson(sandbox, 'POST', '/v3/alipay/trade/pay', undefined, { body: open });
    expect(other.status).toBeLessThan(500);
  });
});

describe('a signed request that was changed on its way', () => {
  const headers = { 'alipay-app-auth-token': 'token' };
  const right = { path: '/v3/alipay/trade/query', body: '{"out_trade_no":"7"}' };

  it('is refused, whatever one changes of it', async () => {
    const edited = (text: string) =>
      fc
        .tuple(fc.nat(text.length), fc.string({ minLength: 1, maxLength: 3 }))
        .map(([at, added]) => text.slice(0, at) + added + text.slice(at));
    await fc.assert(
      fc.asyncProperty(edited(right.body), async (body) => {
        const { status, json } = await callJson(sandbox, 'POST', right.path, undefined, {
          body,
          signedBody: right.body,
        });
        expect({ status, code: json.code }).toEqual({ status: 401, code: 'invalid-signature' });
      }),
      { numRuns: 60 },
    );
    const field = fc.constantFrom('app_id', 'nonce', 'timestamp', 'sign');
    await fc.assert(
      fc.asyncProperty(field, fc.stringMatching(/^[0-9A-Za-z]{1,4}$/), async (name, added) => {
        const edit = (text: string) => text.replace(`${name}=`, `${name}=${added}`);
        const { status } = await callJson(sandbox, 'POST', right.path, undefined, { body: right.body, edit });
        expect(status).toBe(401);
      }),
      { numRuns: 60 },
    );
    const { json } = await callJson(sandbox, 'POST', right.path, undefined, {
      body: right.body,
      headers,
      edit: (text) => text,
    });
    expect(json.code).toBe('invalid-app-auth-token');
  });
});
