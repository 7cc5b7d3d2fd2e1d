import {
  AlipayClient,
  fetchTransport,
  merchantConsentLink,
  nodeTransport,
  type Operation,
  userConsentUrl,
} from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';

const operation: Operation = { id: 'alipay.example.create', method: 'POST', path: '/v3/example', body: 'json' };
const consent = { redirectUri: 'https://isv.example/callback', state: 's' };
const noSuch = (name: string, meant?: string) =>
  `${name}: there is no such option${meant === undefined ? '' : `; is it ${meant}?`}`;

/** Each call with an argument that no type allows, as plain JavaScript would make it. */
const calls: Record<string, (client: AlipayClient, given: object | null) => unknown> = {
  call: (client, given) => client.call(operation, {}, given as object),
  request: (client, given) => client.request({ method: 'POST', path: '/v3/example', ...given }),
  stream: (client, given) => {
    const options = { acceptUnsigned: true, ...given } as const;
    return client.stream({ method: 'POST', path: '/v3/example' }, options).next();
  },
  requestV2: (client, given) => client.requestV2('alipay.example.query', {}, given as object),
  pageExecute: (client, given) => client.pageExecute('alipay.trade.page.pay', {}, given as object),
  sdkExecute: (client, given) => client.sdkExecute('alipay.trade.app.pay', {}, given as object),
  decryptMiniProgramContent: (client, given) => client.decryptMiniProgramContent('{}', given as object),
};
const withMerchant = ['call', 'request', 'stream', 'requestV2', 'pageExecute', 'sdkExecute'];

async function refused(call: (client: AlipayClient) => unknown): Promise<unknown> {
  const { transport, sent } = standIn({});
  const stream = () => Promise.reject(new Error('it was sent'));
  const error: unknown = await new Promise((resolve) => {
    Promise.resolve()
      .then(() => call(standInClient(Object.assign(transport, { stream }))))
      .then(() => resolve('it was accepted'), resolve);
  });
  expect(sent).toHaveLength(0);
  return error;
}

describe('a call', () => {
  it.each(withMerchant)('%s never runs on the own account because a token was null', async (name) => {
    const error = await refused((client) => calls[name]?.(client, { appAuthToken: null }));
    expect(error).toEqual(new TypeError('appAuthToken: found null; give it a value or leave it out'));
  });

  it.each(withMerchant)('%s refuses a misspelt option', async (name) => {
    const error = await refused((client) => calls[name]?.(client, { app_auth_token: 't' }));
    expect(error).toEqual(new TypeError(noSuch('app_auth_token', 'appAuthToken')));
  });

  it.each(Object.keys(calls))('%s refuses an option that does not exist', async (name) => {
    expect(await refused((client) => calls[name]?.(client, { bizContent: {} }))).toEqual(
      new TypeError(noSuch('bizContent')),
    );
  });

  it.each(Object.keys(calls).filter((name) => name !== 'request' && name !== 'stream'))(
    '%s refuses options that are null',
    async (name) => {
      expect(await refused((client) => calls[name]?.(client, null))).toEqual(
        new TypeError('options: expected an object, found null'),
      );
    },
  );

  it.each([
    [{ data: {} }, noSuch('data', 'body')],
    [{ params: {} }, noSuch('params', 'query')],
    [{ Timeout: 1 }, noSuch('Timeout', 'timeout')],
    [{ body: null }, 'body: found null; give it a value or leave it out'],
    [{ timeout: null }, 'timeout: found null; give it a value or leave it out'],
  ])('request refuses %j', async (given, message) => {
    expect(await refused((client) => calls.request?.(client, given))).toEqual(new TypeError(message));
  });

  it('request refuses anything that is no request', async () => {
    expect(await refused((client) => client.request(undefined as never))).toEqual(
      new TypeError('request: expected an object, found nothing'),
    );
  });

  it('stream refuses an unknown member of its request', async () => {
    const options = { acceptUnsigned: true } as const;
    expect(await refused((client) => client.stream({ operation, parameter: {} } as never, options).next())).toEqual(
      new TypeError(noSuch('parameter')),
    );
    expect(await refused((client) => client.stream(undefined as never, options).next())).toEqual(
      new TypeError('request: expected an object, found nothing'),
    );
  });

  it.each([
    [
      { app_auth_token: 't' },
      'app_auth_token: alipay.example.create has no such parameter; pass appAuthToken as an option of the call, or use onBehalfOf',
    ],
    [{ bizContent: {} }, 'bizContent: alipay.example.create has no such parameter; pass its members themselves'],
    [
      { appAuthToken: 't' },
      'appAuthToken: alipay.example.create has no such parameter; it is an option of the call, or of onBehalfOf',
    ],
  ])('refuses a parameter that belongs elsewhere: %j', async (parameters, message) => {
    expect(await refused((client) => client.call(operation, parameters))).toEqual(new TypeError(message));
  });

  it.each([
    ['requestV2', (client: AlipayClient, content: object) => client.requestV2('alipay.trade.query', content)],
    ['pageExecute', (client: AlipayClient, content: object) => client.pageExecute('alipay.trade.query', content)],
    ['sdkExecute', (client: AlipayClient, content: object) => client.sdkExecute('alipay.trade.query', content)],
  ] as const)('%s refuses what other clients wrap', async (_name, execute) => {
    expect(await refused((client) => execute(client, { bizContent: { out_trade_no: '1' } }))).toEqual(
      new TypeError('bizContent: alipay.trade.query has no such parameter; pass its members themselves'),
    );
    expect(await refused((client) => execute(client, { notifyUrl: 'https://a.example' }))).toEqual(
      new TypeError(
        'notifyUrl: alipay.trade.query has no such parameter; ' +
          'it is an option of pages and orders; the parameter of a call is notify_url',
      ),
    );
  });

  it.each(['call', 'request', 'stream', 'requestV2'])('%s refuses values of another kind', async (name) => {
    expect(await refused((client) => calls[name]?.(client, { signal: {} }))).toEqual(
      new TypeError('signal: expected an AbortSignal, found a value of type object'),
    );
  });

  it.each(withMerchant)('%s refuses an encrypt that is neither true nor false', async (name) => {
    const error = await refused((client) => calls[name]?.(client, { encrypt: 'no' }));
    expect(String(error)).toMatch(/^TypeError: encrypt: expected true or false, found /);
  });

  it('refuses an unknown member of a file', async () => {
    const files = { image: { content: Buffer.from('x'), fileName: 'x.png' } };
    expect(await refused((client) => calls.request?.(client, { files }))).toEqual(
      new TypeError('image: a file has no option "fileName"'),
    );
  });
});

describe('addresses', () => {
  it.each([
    ['notifyUrl', ' https://shop.example/n', 'notifyUrl: found spaces around the address'],
    ['notifyUrl', 'https://shop.example/n\n', 'notifyUrl: found spaces around the address'],
    ['returnUrl', 'https://shop.example/r ', 'returnUrl: found spaces around the address'],
    ['returnUrl', 'https://shop.example/a b', 'returnUrl: found a space in the address; write it as %20'],
  ])('%s is refused with spaces: %j', async (option, url, message) => {
    expect(await refused((client) => calls.pageExecute?.(client, { [option]: url }))).toEqual(new TypeError(message));
  });

  it('redirectUri is refused with spaces', () => {
    const options = { ...consent, redirectUri: 'https://isv.example/callback ' };
    const expected = new TypeError('redirectUri: found spaces around the address');
    expect(() => merchantConsentLink({ appId: '1' }, options)).toThrow(expected);
    expect(() => userConsentUrl({ appId: '1' }, { ...options, scopes: ['auth_user'] })).toThrow(expected);
  });
});

it.each([
  [
    'merchantConsentLink',
    () => merchantConsentLink({ appId: '1' }, { ...consent, applicationTypes: ['TINYAPP'] } as never),
  ],
  ['userConsentUrl', () => userConsentUrl({ appId: '1' }, { ...consent, applicationTypes: ['TINYAPP'] } as never)],
  ['nodeTransport', () => nodeTransport({ applicationTypes: 1 } as never)],
  ['fetchTransport', () => fetchTransport({ applicationTypes: 1 } as never)],
  [
    'AlipayClient',
    () => new AlipayClient({ appId: '1', privateKey: appKeys.privateKey, applicationTypes: 1 } as never),
  ],
])('%s refuses an option that does not exist', (_, make) => {
  expect(make).toThrow(new TypeError(noSuch('applicationTypes')));
});
