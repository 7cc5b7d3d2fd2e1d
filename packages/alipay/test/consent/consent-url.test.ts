import { merchantConsentLink, userConsentUrl } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

const application = { appId: '2021000000000001' };
const redirectUri = 'https://isv.example/callback?a=1&b=2';

const appointed = (link: string) => JSON.parse(new URL(link).searchParams.get('bizData') ?? '');

describe('a link to the consent of a merchant', () => {
  it('leads to the page for appointed applications on the PC, and to Alipay on the phone', () => {
    const link = merchantConsentLink(application, { redirectUri, state: 's/+ =汉', kinds: ['TINYAPP', 'BASEAPP'] });
    const bizData = {
      platformCode: 'O',
      taskType: 'INTERFACE_AUTH',
      agentOpParam: { redirectUri, appTypes: ['TINYAPP', 'BASEAPP'], isvAppId: '2021000000000001', state: 's/+ =汉' },
    };
    const encoded = encodeURIComponent(JSON.stringify(bizData));
    expect(link).toEqual({
      url: `https://b.alipay.com/page/message/tasksDetail?bizData=${encoded}`,
      qrPayload: `alipays://platformapi/startapp?appId=2021003130652097&page=pages/authorize/index?bizData=${encoded}`,
      state: 's/+ =汉',
    });
  });

  it('names every kind that can be created when none is given', () => {
    const { url } = merchantConsentLink(application, { redirectUri, state: 's' });
    expect(appointed(url).agentOpParam.appTypes).toEqual(['TINYAPP', 'WEBAPP', 'MOBILEAPP', 'PUBLICAPP', 'BASEAPP']);
  });

  it('of the form "batch" leads to the page for several applications', () => {
    const kinds = ['TINYAPP', 'WEBAPP'] as const;
    const { url, qrPayload } = merchantConsentLink(application, { form: 'batch', redirectUri, state: 's', kinds });
    expect(url).toMatch(
      /^https:\/\/openauth\.alipay\.com\/oauth2\/appToAppBatchAuth\.htm\?app_id=2021000000000001&application_type=TINYAPP,WEBAPP&/,
    );
    expect(qrPayload).toBeUndefined();
  });

  it('of the form "single" leads to the page for the base application', () => {
    expect(merchantConsentLink(application, { form: 'single', redirectUri, state: 's/+ =' })).toEqual({
      url:
        'https://openauth.alipay.com/oauth2/appToAppAuth.htm?app_id=2021000000000001' +
        '&redirect_uri=https%3A%2F%2Fisv.example%2Fcallback%3Fa%3D1%26b%3D2&state=s%2F%2B%20%3D',
      qrPayload: undefined,
      state: 's/+ =',
    });
  });

  it.each([
    ['https://openapi.alipay.com', 'https://b.alipay.com/page/message/tasksDetail'],
    [
      'http://openapi.sandbox.dl.alipaydev.com',
      'https://openauth-sandbox.dl.alipaydev.com/oauth2/appToAppBatchAuth.htm',
    ],
    [
      'https://openapi-sandbox.dl.alipaydev.com',
      'https://openauth-sandbox.dl.alipaydev.com/oauth2/appToAppBatchAuth.htm',
    ],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/page/message/tasksDetail'],
  ])('of a client at %s leads to %s', (endpoint, page) => {
    const client = standInClient(standIn().transport, { endpoint });
    const { origin, pathname } = new URL(merchantConsentLink(client, { redirectUri, state: 's' }).url);
    expect(origin + pathname).toBe(page);
  });

  it('of a local gateway has an address of that gateway in place of the app on the phone', () => {
    const { qrPayload = '' } = merchantConsentLink(
      { ...application, endpoint: 'http://127.0.0.1:4000' },
      { redirectUri, state: 's' },
    );
    expect(qrPayload).toMatch(
      /^http:\/\/127\.0\.0\.1:4000\/platformapi\/startapp\?appId=2021003130652097&page=pages\//,
    );
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
    [application, { form: 'several' }, 'form: expected appointed, batch, single'],
    [application, { kinds: [] }, 'kinds: expected a list of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, BASEAPP, ARAPP'],
    [application, { kinds: ['X'] }, 'kinds: expected a list of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, BASEAPP, ARAPP'],
    [
      application,
      { form: 'single', kinds: ['TINYAPP'] },
      'kinds: a link of the form "single" authorizes the base application; use "appointed"',
    ],
    [
      { ...application, endpoint: 'https://openapi-sandbox.dl.alipaydev.com' },
      { form: 'appointed' },
      'form: no "appointed" page of Alipay\'s own sandbox is known; use "batch" or "single"',
    ],
  ])('of %j with %j is the mistake of the caller', (of, change, message) => {
    const options = { redirectUri, state: 's', ...change } as { redirectUri: string; state: string };
    expect(() => merchantConsentLink(of, options)).toThrow(new TypeError(message));
  });

  it('carries any state unchanged, in every form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (state) => {
        fc.pre(!/\p{Cc}/u.test(state));
        const { url } = merchantConsentLink(application, { form: 'single', redirectUri, state });
        expect(new URL(url).searchParams.get('state')).toBe(state);
        const { url: page, qrPayload = '' } = merchantConsentLink(application, { redirectUri, state });
        expect(appointed(page).agentOpParam.state).toBe(state);
        const [, bizData = ''] = qrPayload.split('?bizData=');
        expect(JSON.parse(decodeURIComponent(bizData))).toEqual(appointed(page));
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
