import { AlipayClient, isAlipayApiError } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiPage } from '../scripts/reference/api-page.mjs';
import { exampleFile } from '../scripts/reference/example-value.mjs';
import { knownRequirements, leastRequest } from '../scripts/reference/least-request.mjs';
import { leastSection } from '../scripts/reference/least-section.mjs';
import type { Field, Operation } from '../scripts/reference/model.js';
import { readReference } from '../scripts/reference/read-apis.mjs';

const reference = readReference();
const operations = reference.apis.flatMap((api) => api.operations);

const field = (name: string, fact: Field['fact'] = {}, more: Partial<Field> = {}): Field => ({
  name,
  list: false,
  base: 'string',
  model: undefined,
  modelType: undefined,
  fact,
  example: `a-${name}`,
  ...more,
});

const why = (fields: readonly Field[], schemas = new Map()) =>
  leastRequest(fields, schemas).parts.map(({ path, reason }) => [path, reason.kind]);

describe('the least request', () => {
  it('holds what is required and names the source that says so', () => {
    const fields = [
      field('told', { requirement: 'required', requirementSource: 'description' }),
      field('copied', { requirement: 'required', requirementSource: 'portal' }),
      field('coded', { missingCode: 'CODED_IS_BLANK' }),
      field('unknown'),
      field('optional', { requirement: 'optional', requirementSource: 'description' }),
    ];
    expect(leastRequest(fields, new Map()).values).toEqual({ told: 'a-told', copied: 'a-copied', coded: 'a-coded' });
    expect(why(fields)).toEqual([
      ['told', 'required'],
      ['copied', 'second-hand'],
      ['coded', 'code'],
    ]);
  });

  it('holds what its own values require, and one of alternatives', () => {
    const either = { atLeastOne: ['one', 'other'] };
    const fields = [
      field('code', { requiredWhen: { field: 'kind', equals: 'code' } }),
      field('kind', { requirement: 'required' }, { example: 'code' }),
      field('token', { requiredWhen: { field: 'kind', equals: 'token' } }),
      field('one', either),
      field('other', either),
    ];
    expect(why(fields)).toEqual([
      ['code', 'condition'],
      ['kind', 'required'],
      ['one', 'at-least-one'],
    ]);
  });

  it('fills an object that is required with an example where no text says what it needs', () => {
    const schemas = new Map([['Payee', { name: 'Payee', type: 'Payee', fields: [field('identity')] }]]);
    const fields = [field('payee', { requirement: 'required' }, { base: 'object', model: 'Payee', list: true })];
    expect(leastRequest(fields, schemas).values).toEqual({ payee: [{ identity: 'a-identity' }] });
    expect(why(fields, schemas)).toEqual([
      ['payee[]', 'required'],
      ['payee[].identity', 'typical'],
    ]);
  });

  it('holds what is chosen by hand, and never says that a text requires it', () => {
    const when = { en: 'for the counter', zh: '柜台场景' };
    const fields = [
      field('typical', {}, { inExample: true }),
      field('case', { requiredIf: when }, { inExample: true }),
    ];
    expect(why(fields)).toEqual([
      ['typical', 'typical'],
      ['case', 'case'],
    ]);
  });

  it('is empty where nothing is known to be required', () => {
    expect(leastRequest([field('unknown')], new Map())).toEqual({ values: {}, parts: [] });
  });
});

it("never counts a field as documented when Alipay's texts leave its requirement open", () => {
  const { told, secondHand, untold } = knownRequirements([
    field('a', { requirement: 'optional', requirementSource: 'description' }),
    field('b', { requirement: 'required', requirementSource: 'client' }),
    field('c', { requirement: 'unknown' }),
    field('d', { missingCode: 'D_IS_BLANK' }),
    field('old', { deprecated: true }),
  ]);
  const names = (fields: readonly Field[]) => fields.map(({ name }) => name);
  expect([told, secondHand, untold].map(names)).toEqual([['a'], ['b'], ['c', 'd']]);
});

describe('the page of an operation', () => {
  const pageOf = (name: string, language: 'en' | 'zh') => {
    const api = reference.apis.find((one) => one.name === name) ?? expect.fail(`${name} has no page`);
    return apiPage(api, { reference, language, linkTo: (id) => id });
  };

  it('says what the least call holds and why, and of which fields no text says whether they are required', () => {
    const page = pageOf('alipay.trade', 'en');
    expect(page).toContain(
      "await alipayTrade.refund({ out_trade_no: 'order_20261126_0001', refund_amount: '88.88' });",
    );
    expect(page).toContain('| `88.88` | required, by a second-hand source |');
    expect(page).toContain('- **Alternatives**, at least one of which is required: `out_trade_no`, `trade_no`.');
    expect(page).toContain("**Alipay's texts do not say** whether these are required: `goods_detail`, `operator_id`");
    expect(pageOf('alipay.open.agent', 'en')).toContain('No field is known to be required. The example above passes');
    expect(pageOf('alipay.trade', 'zh')).toContain('**支付宝的文档没有说明**下列字段是否必填：`goods_detail`');
  });

  it('says so of every call that sends fields', () => {
    for (const language of ['en', 'zh'] as const) {
      const silent = reference.apis.flatMap((api) =>
        api.operations.filter((operation) => {
          const [, ...said] = leastSection(api, operation, { reference, language });
          return operation.fields.length > 0 && !said.some((text) => text !== '');
        }),
      );
      expect(silent.map(({ id }) => id)).toEqual([]);
    }
  });
});

describe('in strict mode, the sandbox', () => {
  let sandbox: RunningSandbox;
  let own: AlipayClient;
  let shop: AlipayClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ settings: { strict: true, unknownFields: 'refuse' } });
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app('key');
    own = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint, maxRetries: 0 });
    const merchantApplications = [
      { authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' as const },
    ];
    const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications });
    const pair = await new AlipayOpenAuthTokenApi(own).app({ grant_type: 'authorization_code', code });
    shop = own.onBehalfOf(pair.app_auth_token ?? expect.fail('there is no token'));
  });

  afterAll(() => sandbox.close());

  const problemText = /参数(?:有误|无效)：/;

  /** What the strict checks object to; a refusal for another reason, such as a trade that does not exist, is none. */
  async function objection(operation: Operation, values: Readonly<Record<string, unknown>>) {
    const { id, verb, path, inPath, inQuery, inBody, multipart } = operation;
    const pick = (fields: readonly Field[]) =>
      Object.fromEntries(fields.filter(({ name }) => name in values).map(({ name }) => [name, values[name]]));
    const client = id.startsWith('alipay.open.auth.') || id.startsWith('alipay.open.agent.') ? own : shop;
    const sent = pick(inBody);
    const files = Object.entries(sent).filter(([, value]) => value === exampleFile);
    const parts = files.map(([name]) => [name, { content: Buffer.from('picture'), filename: 'shop.png' }]);
    try {
      await client.request({
        method: verb as 'GET',
        path,
        pathParameters: pick(inPath) as Record<string, string>,
        query: pick(inQuery) as Record<string, string>,
        ...(multipart ? { body: values.data as object, files: Object.fromEntries(parts) } : {}),
        ...(!multipart && inBody.length > 0 ? { body: sent } : {}),
      });
      return undefined;
    } catch (error) {
      if (!isAlipayApiError(error)) throw error;
      return problemText.test(error.message) ? `${id} ${error.message}` : undefined;
    }
  }

  it('passes the least request of every operation', async () => {
    const objections: (string | undefined)[] = [];
    const called = operations.filter(({ streams }) => !streams);
    expect(called.length).toBeGreaterThanOrEqual(747);
    for (const operation of called) {
      objections.push(await objection(operation, leastRequest(operation.fields, reference.schemas).values));
    }
    expect(objections.filter((one) => one !== undefined)).toEqual([]);
  });

  it('objects to a request that lacks any certain part of it', async () => {
    const token = operations.find(({ id }) => id === 'alipay.open.auth.token.app') ?? expect.fail('no such operation');
    expect(await objection(token, { grant_type: 'authorization_code' })).toContain('code');
  });
});
