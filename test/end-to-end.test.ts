import {
  AlipayClient,
  type AlipayClientOptions,
  fetchTransport,
  isAlipayApiError,
  nodeTransport,
} from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenAuthTokenAppApi } from '@lingpai/alipay/apis/alipay-open-auth-token-app';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const merchant = { authAppId: '2021000000000777', userId: '2088102150527498', kind: 'WEBAPP' } as const;
const day = 24 * 60 * 60;

describe.each([
  ['node:http', nodeTransport],
  ['fetch', fetchTransport],
] as const)('over %s', (_, transportOf) => {
  let sandbox: RunningSandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  function clientOf(app: ApplicationCredentials, options: Partial<AlipayClientOptions> = {}): AlipayClient {
    const { appId, privateKey = '', alipayPublicKey, appCert, alipayCert, alipayRootCert, encryptKey } = app;
    const trust =
      app.mode === 'certificate'
        ? { appCertContent: appCert, alipayPublicCertContent: alipayCert, alipayRootCertContent: alipayRootCert }
        : { alipayPublicKey };
    const clock = () => sandbox.state().now;
    return new AlipayClient({
      appId,
      privateKey,
      endpoint: sandbox.endpoint,
      encryptKey,
      clock,
      transport: transportOf(),
      ...trust,
      ...options,
    });
  }

  function consent(app: ApplicationCredentials): string {
    return sandbox.consent({ appId: app.appId, merchantApplications: [merchant] }).app_auth_code;
  }

  describe.each(['key', 'certificate', 'encrypted'] as const)('a client in %s mode', (kind) => {
    it('redeems a code, queries, refreshes, and acts for the merchant', async () => {
      const app = sandbox.app(kind);
      const client = clientOf(app);
      const tokens = new AlipayOpenAuthTokenApi(client);
      const { data, status, traceId } = await tokens
        .app({ grant_type: 'authorization_code', code: consent(app) })
        .withResponse();
      expect([data.auth_app_id, data.user_id, data.expires_in, status]).toEqual([
        merchant.authAppId,
        merchant.userId,
        '31536000',
        200,
      ]);
      expect(traceId).toMatch(/./);
      const whose = await new AlipayOpenAuthTokenAppApi(client).query({ app_auth_token: data.app_auth_token });
      expect(whose).toMatchObject({ auth_app_id: merchant.authAppId, status: 'valid' });
      const next = await tokens.app({ grant_type: 'refresh_token', refresh_token: data.app_refresh_token ?? '' });
      expect(next.app_auth_token).not.toBe(data.app_auth_token);
      const asMerchant = client.onBehalfOf(async () => next.app_auth_token ?? '');
      const path = '/v3/alipay/open/auth/token/app/query';
      await expect(
        asMerchant.request({ method: 'GET', path, query: { app_auth_token: next.app_auth_token } }),
      ).resolves.toMatchObject({ status: 'valid' });
    });

    it('is told why a code is not taken, by a signed response', async () => {
      const app = sandbox.app(kind);
      const tokens = new AlipayOpenAuthTokenApi(clientOf(app));
      const code = consent(app);
      await tokens.app({ grant_type: 'authorization_code', code });
      const again = await tokens.app({ grant_type: 'authorization_code', code }).catch((error: unknown) => error);
      expect(isAlipayApiError(again, 'AUTH_CODE_NOT_VALID')).toBe(true);
      expect(again).toMatchObject({ status: 400, verified: true });
      const late = consent(app);
      sandbox.advanceClock(day);
      await expect(tokens.app({ grant_type: 'authorization_code', code: late })).rejects.toMatchObject({
        code: 'AUTH_CODE_NOT_VALID',
      });
    });
  });

  describe('a fault on the way', () => {
    const refresh = { method: 'POST', path: '/v3/alipay/open/auth/token/app' } as const;
    const options = { maxRetries: 0 };

    it.each([
      [{ effect: 'drop-before' }, { name: 'AlipayTransportError', outcome: 'unknown' }],
      [{ effect: 'drop-after' }, { name: 'AlipayTransportError', outcome: 'unknown' }],
      [{ effect: 'truncate' }, { name: 'AlipayTransportError', outcome: 'unknown' }],
      [
        { effect: 'status', status: 503 },
        { name: /Alipay(Api|Content)Error/, status: 503 },
      ],
      [{ effect: 'html' }, { name: 'AlipayContentError', problem: 'not-json' }],
      [{ effect: 'bad-signature' }, { name: 'AlipaySignatureError', problem: 'wrong' }],
    ] as const)('arrives as the error it is: %j', async (fault, expected) => {
      const app = sandbox.app('key');
      const client = clientOf(app, options);
      sandbox.injectFault({ times: 1, ...fault });
      const body = { grant_type: 'authorization_code', code: consent(app) };
      const error = await client.request({ ...refresh, body }).then(
        () => {
          throw new Error('it was answered');
        },
        (caught: unknown) => caught as Error,
      );
      const { name, ...fields } = expected;
      expect(error.name).toMatch(name);
      expect(error).toMatchObject(fields);
    });

    it('can be waited for only so long', async () => {
      const app = sandbox.app('key');
      const client = clientOf(app, options);
      // Leaves a connection to use again, so that the time-out does not end before the request is sent.
      await client.request({ ...refresh, body: { grant_type: 'authorization_code', code: consent(app) } });
      sandbox.injectFault({ times: 1, effect: 'delay', ms: 60_000 });
      const body = { grant_type: 'authorization_code', code: consent(app) };
      await expect(client.request({ ...refresh, body, timeout: 50 })).rejects.toMatchObject({
        name: 'AlipayTimeoutError',
        outcome: 'unknown',
      });
    });

    it('that hid the response to a refresh is overcome with the same refresh token', async () => {
      const app = sandbox.app('key');
      const tokens = new AlipayOpenAuthTokenApi(clientOf(app, options));
      const first = await tokens.app({ grant_type: 'authorization_code', code: consent(app) });
      sandbox.injectFault({ times: 1, effect: 'drop-after' });
      const body = { grant_type: 'refresh_token', refresh_token: first.app_refresh_token ?? '' } as const;
      await expect(tokens.app(body)).rejects.toMatchObject({ outcome: 'unknown' });
      await expect(tokens.app(body)).resolves.toMatchObject({ auth_app_id: merchant.authAppId });
    });

    it('before the connection was made is known not to have been acted on', async () => {
      // A privileged port, on which nothing listens: the port of a closed server could be another's by now.
      const client = clientOf(sandbox.app('key'), { ...options, endpoint: 'http://127.0.0.1:2' });
      await expect(client.request({ ...refresh, body: {} })).rejects.toMatchObject({
        name: 'AlipayTransportError',
        outcome: 'not-sent',
        message: 'could not connect to Alipay (ECONNREFUSED)',
      });
    });
  });
});
