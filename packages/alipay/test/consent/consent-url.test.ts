import { merchantConsentUrl, userConsentUrl } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

const application = { appId: '2021000000000001' };
const redirectUri = 'https://isv.example/callback?a=1&b=2';

describe('a link to the consent of a merchant', () => {
  it('leads to the page for one application', () => {
    expect(merchantConsentUrl(application, { redirectUri, state: 's/+ =' })).toBe(
      'https://openauth.alipay.com/oauth2/appToAppAuth.htm?app_id=2021000000000001' +
        '&redirect_uri=https%3A%2F%2Fisv.example%2Fcallback%3Fa%3D1%26b%3D2&state=s%2F%2B%20%3D',
    );
  });

  it('leads to the page for several when kinds of applications are given', () => {
    const url = merchantConsentUrl(application, { redirectUri, state: 's', applicationTypes: ['TINYAPP', 'WEBAPP'] });
    expect(url).toMatch(
      /^https:\/\/openauth\.alipay\.com\/oauth2\/appToAppBatchAuth\.htm\?app_id=2021000000000001&application_type=TINYAPP,WEBAPP&/,
    );
  });

  it.each([
    ['https://openapi.alipay.com', 'https://openauth.alipay.com'],
    ['http://openapi.sandbox.dl.alipaydev.com', 'https://openauth-sandbox.dl.alipaydev.com'],
    ['https://openapi-sandbox.dl.alipaydev.com', 'https://openauth-sandbox.dl.alipaydev.com'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ])('of a client at %s leads to %s', (endpoint, origin) => {
    const client = standInClient(standIn().transport, { endpoint });
    expect(new URL(merchantConsentUrl(client, { redirectUri, state: 's' })).origin).toBe(origin);
  });

  it.each([
    [{ appId: '' }, {}, 'appId: expected text, found an empty string'],
    [{ appId: 'a', endpoint: 'x' }, {}, 'endpoint: expected scheme and host, such as "https://openapi.alipay.com"'],
    [application, { state: undefined }, 'state: expected text, found undefined'],
    [application, { state: 'a\nb' }, 'state: expected text, found string'],
    [
      application,
      { redirectUri: '/callback' },
      'redirectUri: expected an absolute address without a fragment, such as "https://example.com/callback"',
    ],
    [
      application,
      { redirectUri: 'https://a.example/#x' },
      'redirectUri: expected an absolute address without a fragment, such as "https://example.com/callback"',
    ],
    [
      application,
      { applicationTypes: [] },
      'applicationTypes: expected a list of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, ARAPP',
    ],
    [
      application,
      { applicationTypes: ['X'] },
      'applicationTypes: expected a list of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, ARAPP',
    ],
  ])('of %j with %j is the mistake of the caller', (of, change, message) => {
    const options = { redirectUri, state: 's', ...change } as { redirectUri: string; state: string };
    expect(() => merchantConsentUrl(of, options)).toThrow(new TypeError(message));
  });

  it('brings any state back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (state) => {
        fc.pre(!/\p{Cc}/u.test(state));
        expect(new URL(merchantConsentUrl(application, { redirectUri, state })).searchParams.get('state')).toBe(state);
      }),
    );
  });
});

describe('a link to the consent of a user', () => {
  it('names the scopes', () => {
    expect(
      userConsentUrl(application, {
        redirectUri: 'https://a.example/',
        state: 's',
        scopes: ['auth_user', 'auth_base'],
      }),
    ).toBe(
      'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm?app_id=2021000000000001&scope=auth_user,auth_base' +
        '&redirect_uri=https%3A%2F%2Fa.example%2F&state=s',
    );
  });

  it.each([[[]], [['auth user']], [undefined]])('with the scopes %j is the mistake of the caller', (scopes) => {
    const options = { redirectUri, state: 's', scopes: scopes as string[] };
    expect(() => userConsentUrl(application, options)).toThrow(
      new TypeError('scopes: expected a list of scopes, such as "auth_user"'),
    );
  });
});
