import { readFileSync } from 'node:fs';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callJson } from '../support/signed-calls.js';

interface UncataloguedPath {
  readonly method: string;
  readonly path: string;
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../alipay/catalogue/${name}.json`, import.meta.url), 'utf8'));
const paths: readonly UncataloguedPath[] = read('supplement').uncatalogued;

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
});

afterAll(() => sandbox.close());

describe('a path in use that nobody has described', () => {
  it('has an empty response, whatever is sent', async () => {
    expect(paths.length).toBeGreaterThan(30);
    for (const { method, path } of paths) {
      const target = method === 'GET' ? `${path}?any=1` : path;
      const { status, json } = await callJson(sandbox, method, target, method === 'GET' ? undefined : { any: [1] });
      expect([path, status, json]).toEqual([path, 200, {}]);
    }
  });

  it('is refused under another verb, and without a signature', async () => {
    const path = '/v3/alipay/fund/quota/query';
    expect((await callJson(sandbox, 'POST', path, {})).json).toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringContaining('请求方法POST应为GET'),
    });
    expect((await fetch(`${sandbox.endpoint}${path}`)).status).toBe(401);
  });

  it('has the response that you set', async () => {
    const id = 'alipay.fund.trans.multistep.query';
    const body = { status: 'SUCCESS' };
    expect(sandbox.setStub(id, { body })).toMatchObject({ operationId: id, body });
    const call = () => callJson(sandbox, 'POST', '/v3/alipay/fund/trans/multistep/query', { order_id: '1' });
    expect((await call()).json).toEqual(body);
    sandbox.setStub(id, { status: 400, body: { code: 'ORDER_NOT_EXIST', message: '' } });
    expect(await call()).toMatchObject({ status: 400, json: { code: 'ORDER_NOT_EXIST' } });
    expect(sandbox.removeStub(id)).toBe(true);
    expect((await call()).json).toEqual({});
  });
});

describe('an operation that the document has no longer', () => {
  it('is checked and has a response', async () => {
    const path = '/v3/alipay/open/sp/isv/relation/query';
    expect(Object.keys(read('retired-operations').paths)).toContain(path);
    expect((await callJson(sandbox, 'GET', path)).status).toBe(200);
    expect((await callJson(sandbox, 'GET', `${path}?noSuchField=1`)).json.code).toBe('invalid-parameter');
  });
});
