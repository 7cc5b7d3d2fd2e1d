import { type RunningSandbox, type Stub, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callJson } from '../support/signed-calls.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
});

afterEach(() => sandbox.close());

const id = 'alipay.trade.query';
const query = (body: unknown = { out_trade_no: '7' }) => callJson(sandbox, 'POST', '/v3/alipay/trade/query', body);
const control = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${sandbox.endpoint}/sandbox/stubs${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
};

describe('a response that was set', () => {
  it('stays until it is removed', async () => {
    const body = { trade_status: 'TRADE_SUCCESS', total_amount: '88.00' };
    expect(sandbox.setStub(id, { body })).toEqual({ operationId: id, status: 200, body, remaining: null });
    expect((await query()).json).toEqual(body);
    expect((await query()).json).toEqual(body);
    expect(sandbox.removeStub(id)).toBe(true);
    expect(sandbox.removeStub(id)).toBe(false);
    expect((await query()).json).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
  });

  it('serves as many calls as `times` says', async () => {
    sandbox.setStub(id, { body: { trade_status: 'WAIT_BUYER_PAY' }, times: 2 });
    const responses = [];
    for (let call = 0; call < 3; call += 1) {
      const { json } = await query();
      responses.push(json.trade_status ?? json.code);
    }
    expect(responses).toEqual(['WAIT_BUYER_PAY', 'WAIT_BUYER_PAY', 'ACQ.TRADE_NOT_EXIST']);
  });

  it('can be an error', async () => {
    const body = {
      code: 'ACQ.TRADE_NOT_EXIST',
      message: '交易不存在',
      links: [{ link: 'https://example.com', desc: '' }],
    };
    sandbox.setStub(id, { status: 404, body, unchecked: true });
    expect(await query()).toMatchObject({ status: 404, json: body });
  });

  it('takes the place of what the sandbox would do itself', async () => {
    sandbox.setStub('alipay.open.auth.token.app', { body: { auth_app_id: '2021000000000001' }, times: 1 });
    const redeem = () =>
      callJson(sandbox, 'POST', '/v3/alipay/open/auth/token/app', { grant_type: 'authorization_code', code: 'x' });
    expect((await redeem()).json).toEqual({ auth_app_id: '2021000000000001' });
    expect((await redeem()).json).toMatchObject({ code: 'AUTH_CODE_NOT_EXIST' });
  });

  it('is not given to a call that is wrong, and not used up by it', async () => {
    sandbox.setStub(id, { body: { trade_status: 'CLOSED' }, times: 1 });
    expect((await query({ colour: 'red' })).json).toMatchObject({ code: 'invalid-parameter' });
    expect((await query()).json).toEqual({ trade_status: 'CLOSED' });
  });

  it('is a copy', async () => {
    const body = { trade_status: 'A' };
    sandbox.setStub(id, { body });
    body.trade_status = 'B';
    expect((await query()).json).toEqual({ trade_status: 'A' });
  });
});

describe('setting a response', () => {
  it.each<[string, Stub, string]>([
    ['a field too many', { body: { tradeStatus: 'A' } }, 'body.tradeStatus: no such field'],
    [
      'another type',
      { body: { fund_bill_list: [{ amount: 1 }] } },
      'body.fund_bill_list[0].amount: expected string, found integer',
    ],
    ['no object', { body: [] }, 'body: expected an object'],
    ['a status that is none', { status: 99, body: {} }, 'status: expected an HTTP status, 200 to 599'],
    ['no times', { times: 0, body: {} }, 'times: expected a whole number, 1 or more'],
    ['an error without a message', { status: 400, body: { code: 'SYSTEM_ERROR' } }, 'body.message: missing'],
    [
      'an error by an unknown code',
      { status: 400, body: { code: 'NONE', message: '' } },
      expect.stringMatching(/^body\.code: expected /),
    ],
    ['what is no JSON', { body: { a: 1n } }, 'body: it cannot be written as JSON'],
  ])('is refused for %s', (_what, response, message) => {
    expect(() => sandbox.setStub(id, response)).toThrow(expect.objectContaining({ code: 'invalid', message }));
  });

  it('is refused for an operation that there is not', () => {
    const error = expect.objectContaining({
      code: 'unknown',
      message: 'operationId: there is no operation "alipay.no"',
    });
    expect(() => sandbox.setStub('alipay.no', { body: {} })).toThrow(error);
    expect(() => sandbox.removeStub('alipay.no')).toThrow(error);
  });

  it('accepts what the catalogue does not know with `unchecked`', async () => {
    sandbox.setStub(id, { body: { new_field: [1] }, unchecked: true });
    expect((await query()).json).toEqual({ new_field: [1] });
  });

  it('goes over the control API too', async () => {
    const body = { trade_status: 'TRADE_SUCCESS' };
    const set = { operationId: id, status: 200, body, remaining: 1 };
    expect(await control('PUT', `/${id}`, { body, times: 1 })).toEqual({ status: 200, json: set });
    expect(await control('GET', '')).toEqual({ status: 200, json: { stubs: [set] } });
    expect((await query()).json).toEqual(body);
    expect(await control('GET', '')).toEqual({ status: 200, json: { stubs: [] } });
    expect(await control('DELETE', `/${id}`)).toEqual({ status: 200, json: { removed: false } });
    expect(await control('PUT', '/alipay.no', { body })).toEqual({
      status: 404,
      json: { error: 'operationId: there is no operation "alipay.no"' },
    });
    expect(await control('PUT', `/${id}`, { body: { a: 1 } })).toEqual({
      status: 400,
      json: { error: 'body.a: no such field' },
    });
    expect((await control('PUT', `/${id}`, { body: 1 })).status).toBe(400);
    expect((await control('PUT', `/${id}`, { body, colour: 1 })).json).toEqual({ error: 'colour: no such field' });
  });
});
