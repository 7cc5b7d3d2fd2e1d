import { AlipayClient, type MerchantConsentLink, merchantConsentLink, userConsentUrl } from '@lingpai/alipay';
import { AlipayOpenMiniBaseinfoApi } from '@lingpai/alipay/apis/alipay-open-mini-baseinfo';
import { AlipaySystemOauthApi } from '@lingpai/alipay/apis/alipay-system-oauth';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConsentPage, returnedParameters } from '../support/consent-browser.js';
import { pairOf, TokenCalls } from '../support/token-calls.js';

const redirectUri = 'http://127.0.0.1:3000/callback?from=alipay';
const tea = '2088900000000011';
const books = '2088900000000022';
const noodles = '2088900000000044';
const stall = '2088900000000055';

let sandbox: RunningSandbox;
let application: { readonly appId: string; readonly endpoint: string };

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'key' }, { mode: 'key' }] });
  application = { appId: sandbox.app().appId, endpoint: sandbox.endpoint };
});

afterEach(() => sandbox.close());

const one = (state = 'a&b=汉') => merchantConsentLink(application, { redirectUri, state }).url;
const base = () => merchantConsentLink(application, { form: 'single', redirectUri, state: 'a&b=汉' }).url;
const batch = (...kinds: ('TINYAPP' | 'WEBAPP' | 'PUBLICAPP')[]) =>
  merchantConsentLink(application, { form: 'batch', redirectUri, state: 's', kinds }).url;

describe('a merchant', () => {
  it('chooses the account and one application, consents, and returns with a code that can be redeemed', async () => {
    const accounts = await openConsentPage(one());
    expect(accounts.text).toContain('Which merchant are you?');
    expect(accounts.text).toContain(`merchant=${tea}`);

    const page = await openConsentPage(`${one()}&merchant=${tea}`);
    expect(page.text).toContain('Tea shop 茶铺');
    const response = await page.submit({ decision: 'consent', auth_app_id: '2021900000000112' });
    expect(response.status).toBe(303);
    const { app_auth_code: code = '', ...rest } = returnedParameters(response);
    expect(rest).toEqual({ from: 'alipay', app_id: application.appId, source: 'alipay_app_auth', state: 'a&b=汉' });
    const { json } = await new TokenCalls(sandbox).redeem(code);
    expect(json).toMatchObject({ user_id: tea, auth_app_id: '2021900000000112' });
  });

  it('chooses several applications of the asked kinds in a batch', async () => {
    const page = await openConsentPage(`${batch('TINYAPP', 'WEBAPP')}&merchant=${tea}`);
    expect(page.text).not.toContain('Tea news');
    const chosen = ['2021900000000111', '2021900000000112'];
    const response = await page.submit({ decision: 'consent', auth_app_id: chosen });
    const { app_auth_code: code = '', source } = returnedParameters(response);
    expect(source).toBe('alipay_app_auth');
    const { json } = await new TokenCalls(sandbox).redeem(code);
    expect(json.tokens).toMatchObject(chosen.map((auth_app_id) => ({ auth_app_id })));
  });

  it.each([
    ['the PC', (link: MerchantConsentLink) => link.url],
    ['the phone', (link: MerchantConsentLink) => link.qrPayload ?? ''],
  ])('authorizes an appointed application on %s', async (_, addressOf) => {
    const link = merchantConsentLink(application, { redirectUri, state: 'a&b=汉', kinds: ['TINYAPP', 'WEBAPP'] });
    const accounts = await openConsentPage(addressOf(link));
    const choice = new RegExp(`href="([^"]*merchant=${tea})"`).exec(accounts.text)?.[1]?.replaceAll('&amp;', '&');
    const page = await openConsentPage(new URL(choice ?? '', sandbox.endpoint).href);
    expect(page.text).not.toContain('Tea news');
    const response = await page.submit({ decision: 'consent', auth_app_id: '2021900000000111' });
    const { app_auth_code: code = '', ...rest } = returnedParameters(response);
    expect(rest).toEqual({ from: 'alipay', app_id: application.appId, source: 'alipay_app_auth', state: 'a&b=汉' });
    expect((await new TokenCalls(sandbox).redeem(code)).json).toMatchObject({ auth_app_id: '2021900000000111' });
  });

  it('without an application of the asked kinds cannot consent to an appointed one', async () => {
    const { text } = await openConsentPage(one());
    expect(text).toContain('Night Market Stall');
    expect(text).not.toContain(`merchant=${stall}`);
    const only = merchantConsentLink(application, { redirectUri, state: 's', kinds: ['TINYAPP'] }).url;
    expect((await openConsentPage(only)).text).not.toContain(`merchant=${noodles}`);
  });

  it.each([
    ['is made when there is none', stall, expect.stringMatching(/^20219001\d{8}$/)],
    ['is the one that is there', noodles, '2021900000000441'],
  ])('authorizes the base application by a single link: it %s', async (_, userId, authAppId) => {
    for (let time = 0; time < 2; time += 1) {
      const response = await (await openConsentPage(`${base()}&merchant=${userId}`)).submit({ decision: 'consent' });
      const { json } = await new TokenCalls(sandbox).redeem(returnedParameters(response).app_auth_code ?? '');
      expect(json).toMatchObject({ user_id: userId, auth_app_id: authAppId });
    }
    expect(sandbox.state().authorizations).toMatchObject([{ kind: 'BASEAPP' }]);
  });

  it('with a base application authorized does not open the APIs of mini programs', async () => {
    const response = await (await openConsentPage(`${base()}&merchant=${noodles}`)).submit({ decision: 'consent' });
    const { app_auth_token: appAuthToken } = pairOf(
      await new TokenCalls(sandbox).redeem(returnedParameters(response).app_auth_code ?? ''),
    );
    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
    const merchant = client.onBehalfOf(appAuthToken);
    await expect(new AlipayOpenMiniBaseinfoApi(merchant).query()).rejects.toMatchObject({
      code: 'insufficient-isv-permissions',
      status: 403,
    });
    expect(
      await merchant.request({ method: 'POST', path: '/v3/alipay/trade/customs/declare', body: {} }),
    ).toBeDefined();
  });

  it('declines, from either step', async () => {
    for (const address of [one(), `${one()}&merchant=${tea}`, base(), `${base()}&merchant=${tea}`]) {
      const response = await (await openConsentPage(address)).submit({ decision: 'decline' });
      expect(returnedParameters(response)).toEqual({
        from: 'alipay',
        app_id: application.appId,
        source: 'alipay_app_auth',
        error: 'access_denied',
        state: 'a&b=汉',
      });
    }
    expect(sandbox.state().authorizations).toEqual([]);
  });

  it('shows on the page that nothing was chosen, and continues', async () => {
    const address = `${batch('WEBAPP')}&merchant=${tea}`;
    const response = await (await openConsentPage(address)).submit({ decision: 'consent' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Choose at least one application.');
  });

  it('shows to which application a mini program is authorized', async () => {
    const [first, second] = sandbox.applications;
    const merchantApplications = [{ authAppId: '2021900000000111', userId: tea, kind: 'TINYAPP' }] as const;
    sandbox.consent({ appId: second?.appId ?? '', merchantApplications });
    const before = await openConsentPage(`${one()}&merchant=${tea}`);
    expect(before.text).toContain(`authorized to ${second?.appId}; consenting ends that`);
    sandbox.consent({ appId: first?.appId ?? '', merchantApplications });
    expect((await openConsentPage(`${one()}&merchant=${tea}`)).text).toContain('authorized already');
  });

  it('may have been added, and names are never markup', async () => {
    const name = '<script>alert(1)</script> & "Co"';
    const { userId } = sandbox.addMerchant({
      name,
      merchantApplications: [{ kind: 'TINYAPP', name: "<img src='x'>" }],
    });
    const accounts = await openConsentPage(one());
    const page = await openConsentPage(`${one()}&merchant=${userId}`);
    for (const { text } of [accounts, page]) {
      expect(text).not.toMatch(/<script|<img/);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;');
    }
    expect(page.text).toContain('&lt;img src=&#39;x&#39;&gt;');
  });
});

describe('a user', () => {
  const login = () => userConsentUrl(application, { redirectUri, state: 's', scopes: ['auth_user', 'auth_base'] });

  it('logs in, and the code is good for tokens once', async () => {
    const page = await openConsentPage(`${login()}&merchant=${books}`);
    const response = await page.submit({ decision: 'consent' });
    const { auth_code: code = '', ...rest } = returnedParameters(response);
    expect(rest).toEqual({ from: 'alipay', app_id: application.appId, scope: 'auth_user,auth_base', state: 's' });

    const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
    const oauth = new AlipaySystemOauthApi(client);
    const tokens = await oauth.token({ grant_type: 'authorization_code', code });
    expect(tokens).toEqual({
      user_id: books,
      access_token: expect.stringMatching(/^\d{8}[0-9a-f]{32}$/),
      refresh_token: expect.stringMatching(/^\d{8}[0-9a-f]{32}$/),
      expires_in: '1296000',
      re_expires_in: '2592000',
      auth_start: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    await expect(oauth.token({ grant_type: 'authorization_code', code })).rejects.toMatchObject({
      code: 'isv.code-invalid',
    });
    const refreshToken = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' } as const;
    expect((await oauth.token(refreshToken)).access_token).not.toBe(tokens.access_token);
    await expect(oauth.token(refreshToken)).rejects.toMatchObject({ code: 'isv.refreshed-token-invalid' });
    const wrong = (body: object) => client.request({ method: 'POST', path: '/v3/alipay/system/oauth/token', body });
    await expect(wrong({ grant_type: 'password' })).rejects.toMatchObject({ code: 'isv.grant-type-invalid' });
    await expect(wrong({ grant_type: 'authorization_code' })).rejects.toMatchObject({ code: 'isv.code-invalid' });
  });

  it('declines', async () => {
    const response = await (await openConsentPage(login())).submit({ decision: 'decline' });
    expect(returnedParameters(response)).toEqual({
      from: 'alipay',
      app_id: application.appId,
      error: 'access_denied',
      state: 's',
    });
  });

  it('has codes that expire after a day and refresh tokens after 30, both for one application only', () => {
    const { userLogins } = sandbox.sandbox;
    const grant = { appId: application.appId, userId: tea, scopes: ['auth_base'] };
    const stale = userLogins.authorize(grant);
    sandbox.advanceClock(86_400);
    expect(() => userLogins.redeem(grant.appId, stale)).toThrow('授权码code无效：已过期');
    const foreign = userLogins.authorize(grant);
    expect(() => userLogins.redeem('2021000000000002', foreign)).toThrow('与当前应用不一致');
    const { accessToken, refreshToken } = userLogins.redeem(grant.appId, foreign);
    expect(() => userLogins.refresh('2021000000000002', refreshToken)).toThrow('与当前应用不一致');
    expect(userLogins.find(accessToken)?.grant).toEqual(grant);
    sandbox.advanceClock(1_296_000);
    expect(userLogins.find(accessToken)).toBeUndefined();
    sandbox.advanceClock(1_296_000);
    expect(() => userLogins.refresh(grant.appId, refreshToken)).toThrow('已过期');
  });
});

describe('a consent link is refused with a page that names the parameter', () => {
  const link = (page: string, query: string) => `${sandbox.endpoint}/oauth2/${page}.htm?${query}`;
  const back = encodeURIComponent(redirectUri);

  it.each([
    ['appToAppAuth', `redirect_uri=${back}`, 'app_id', 'app_id is missing'],
    ['appToAppAuth', `app_id=1&redirect_uri=${back}`, 'app_id', 'there is no such application'],
    ['appToAppAuth', 'app_id=2021000000000001', 'redirect_uri', 'redirect_uri is missing'],
    [
      'appToAppAuth',
      `app_id=2021000000000001&redirect_uri=${back}&redirect_uri=${back}`,
      'redirect_uri',
      'more than once',
    ],
    ['appToAppAuth', `app_id=2021000000000001&redirect_uri=${back}&state=%00`, 'state', 'state: expected'],
    ['appToAppBatchAuth', `app_id=2021000000000001&redirect_uri=${back}`, 'application_type', 'is missing'],
    [
      'appToAppBatchAuth',
      `app_id=2021000000000001&redirect_uri=${back}&application_type=WEBAPP,%3Cb%3E`,
      'application_type',
      '&lt;b&gt;',
    ],
    ['publicAppAuthorize', `app_id=2021000000000001&redirect_uri=${back}`, 'scope', 'scope is missing'],
    ['publicAppAuthorize', `app_id=2021000000000001&redirect_uri=${back}&scope=A%20B`, 'scope', 'scope: expected'],
    [
      'appToAppAuth',
      `app_id=2021000000000001&redirect_uri=${back}&merchant=2088000000000000`,
      'merchant',
      'no such account',
    ],
  ])('%s?%s', async (page, query, parameter, message) => {
    const { status, text } = await openConsentPage(link(page, query));
    expect(status).toBe(400);
    expect(text).toContain(`<code>${parameter}</code>`);
    expect(text).toContain(message);
    expect(text).not.toContain('<form');
  });

  it.each([
    [{ bizData: '{' }, 'bizData: expected the JSON of an object'],
    [{ bizData: '[]' }, 'bizData: expected the JSON of an object'],
    [{}, 'bizData: expected the JSON of an object'],
    [{ bizData: '{"platformCode":"X"}' }, 'bizData.platformCode: expected &quot;O&quot;'],
    [{ bizData: '{"platformCode":"O","taskType":"X"}' }, 'bizData.taskType: expected &quot;INTERFACE_AUTH&quot;'],
    [{ agentOpParam: undefined }, 'bizData.agentOpParam: expected an object'],
    [{ agentOpParam: { appTypes: 7 } }, 'appTypes: expected text'],
    [{ agentOpParam: { isvAppId: '1' } }, 'isvAppId: there is no such application'],
    [{ agentOpParam: { isvAppId: '2021000000000001' } }, 'redirectUri is missing'],
    [
      { agentOpParam: { isvAppId: '2021000000000001', redirectUri: 'https://else.example/' } },
      'redirectUri is not registered for the application 2021000000000001',
    ],
    [{ agentOpParam: { isvAppId: '2021000000000001', redirectUri } }, 'appTypes is missing'],
    [
      { agentOpParam: { isvAppId: '2021000000000001', redirectUri, appTypes: ['X'] } },
      'appTypes: &quot;X&quot; is not one of TINYAPP, WEBAPP, MOBILEAPP, PUBLICAPP, BASEAPP, ARAPP',
    ],
  ])('when the appointed link has %j', async (content, message) => {
    const bizData = JSON.stringify({ platformCode: 'O', taskType: 'INTERFACE_AUTH', ...content });
    const query = new URLSearchParams({ bizData, ...('agentOpParam' in content ? {} : content) });
    if (Object.keys(content).length === 0) query.delete('bizData');
    const { status, text } = await openConsentPage(`${sandbox.endpoint}/page/message/tasksDetail?${query}`);
    expect(status).toBe(400);
    expect(text).toContain(message);
    expect(text).not.toContain('<form');
  });

  it('when the application is not a service provider’s', async () => {
    const { appId } = await sandbox.createApplication({ mode: 'key', isv: false });
    const { url } = merchantConsentLink({ ...application, appId }, { redirectUri, state: 's' });
    expect((await openConsentPage(url)).text).toContain('isvAppId: not a third-party application (ISV)');
  });

  it('when state is to be base64 and is not', async () => {
    await using strict = await startSandbox({ settings: { stateForm: 'base64' } });
    const address = (state: string) =>
      merchantConsentLink({ ...application, endpoint: strict.endpoint }, { redirectUri, state }).url;
    expect((await openConsentPage(address('not base64!'))).text).toContain('state: expected base64');
    for (const text of ['a', 'ab', 'abc', 'abcd', '\u00ff\u00fe']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        expect((await openConsentPage(address(Buffer.from(text).toString(encoding)))).status).toBe(200);
      }
    }
  });
});

describe('the browser is never sent to an address that the application did not register', () => {
  const status = async (uri: string) => {
    const query = new URLSearchParams({ app_id: application.appId, redirect_uri: uri, state: 's' });
    return (await openConsentPage(`${sandbox.endpoint}/oauth2/appToAppAuth.htm?${query}`)).status;
  };

  it.each([
    ['http://127.0.0.1:3000/callback', 200],
    ['http://localhost/', 200],
    ['http://localhost:8080/a?b=c', 200],
    ['https://localhost/', 400],
    ['https://isv.example.com/callback', 400],
    ['http://localhost.example.com/', 400],
    ['http://localhost@example.com/', 400],
    ['http://example.com@localhost/', 400],
    ['http://localhost\\@example.com/', 400],
    ['http://localhost/\r\nset-cookie: a=b', 400],
    ['http://localhost/#fragment', 400],
    ['http:/localhost/', 400],
    ['//localhost/', 400],
    ['javascript:alert(1)', 400],
    [' http://localhost/', 400],
  ])('a new application has registered the machine itself: %j gets %i', async (uri, expected) => {
    expect(await status(uri)).toBe(expected);
  });

  it('an address is compared character by character', async () => {
    sandbox.updateApplication(application.appId, { redirectUris: ['https://isv.example.com/callback?a=1'] });
    expect(await status('https://isv.example.com/callback?a=1')).toBe(200);
    for (const uri of [
      'https://isv.example.com/callback?a=1&b=2',
      'https://isv.example.com/callback',
      'https://ISV.example.com/callback?a=1',
      'https://isv.example.com:443/callback?a=1',
      'http://localhost/',
    ]) {
      expect(await status(uri)).toBe(400);
    }
  });

  it('also when the address was taken away after the page was shown', async () => {
    const page = await openConsentPage(one());
    sandbox.updateApplication(application.appId, { redirectUris: [] });
    expect((await page.submit({ decision: 'decline' })).status).toBe(400);
  });

  it.each([
    [{ redirectUris: ['ftp://x'] }, 'redirectUris[0]: expected an absolute http or https address'],
    [{ redirectUris: ['https://a/#b'] }, 'redirectUris[0]: expected'],
    [{ notifyUrl: 'https://user@host/' }, 'notifyUrl: expected'],
  ])('%j is refused', (addresses, message) => {
    expect(() => sandbox.updateApplication(application.appId, addresses)).toThrow(message);
  });
});

describe('the form of a consent page', () => {
  it('is good once, and only with the token of a page that was shown', async () => {
    const page = await openConsentPage(`${one()}&merchant=${tea}`);
    const fields = { decision: 'consent', auth_app_id: '2021900000000112' };
    expect((await page.submit(fields)).status).toBe(303);
    const again = await page.submit(fields);
    expect(again.status).toBe(400);
    expect(await again.text()).toContain('this page has expired; open the link again');
    const forged = await fetch(one(), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    expect(forged.status).toBe(400);
    expect(sandbox.state().authorizations).toHaveLength(1);
  });

  it('is refused from another origin and under a foreign name', async () => {
    const page = await openConsentPage(`${one()}&merchant=${tea}`);
    const response = await page.submit({ decision: 'decline' }, { origin: 'https://example.com' });
    expect(response.status).toBe(403);
  });

  it('takes nothing but what the page offered', async () => {
    const address = `${batch('WEBAPP')}&merchant=${tea}`;
    for (const chosen of [
      ['2021900000000112', '2021900000000111'],
      ['2021900000000112', '2021900000000221'],
    ]) {
      const response = await (await openConsentPage(address)).submit({ decision: 'consent', auth_app_id: chosen });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('not among the applications of the page');
    }
    expect(sandbox.state().authorizations).toEqual([]);
  });

  it('needs no script, and allows none', async () => {
    const { headers, text } = await openConsentPage(one());
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' http://127.0.0.1:3000; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script|style="|\son\w+=/);
  });
});

describe('merchants', () => {
  it('are added over HTTP, with numbers of their own when none are given', async () => {
    const post = async (body: object) => {
      const response = await fetch(`${sandbox.endpoint}/sandbox/merchants`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, json: await response.json() };
    };
    const added = await post({ name: 'Noodles', merchantApplications: [{ kind: 'ARAPP' }] });
    expect(added.json).toEqual({
      userId: '2088900100000001',
      name: 'Noodles',
      merchantApplications: [{ authAppId: '2021900100000001', kind: 'ARAPP', name: 'ARAPP' }],
    });
    const more = await post({
      name: 'Noodles',
      userId: added.json.userId,
      merchantApplications: [{ kind: 'WEBAPP', name: 'Shop' }],
    });
    expect(more.json.merchantApplications).toHaveLength(2);
    expect(
      await post({ name: 'Thief', merchantApplications: [{ kind: 'WEBAPP', authAppId: '2021900000000111' }] }),
    ).toEqual({
      status: 400,
      json: { error: 'merchantApplications[0].authAppId: "2021900000000111" belongs to 2088900000000011' },
    });
    expect((await post({ name: ' ', merchantApplications: [{ kind: 'WEBAPP' }] })).json.error).toMatch(/^name: /);
    expect((await post({ name: 'x', userId: '1', merchantApplications: [{ kind: 'WEBAPP' }] })).json.error).toMatch(
      /userId/,
    );
    expect(sandbox.state().merchants.map(({ name }) => name)).toContain('Noodles');
  });

  it('can redeem what they consented to on the page like any other consent', async () => {
    const page = await openConsentPage(`${one('x')}&merchant=${books}`);
    const response = await page.submit({ decision: 'consent', auth_app_id: '2021900000000222' });
    const calls = new TokenCalls(sandbox);
    const pair = pairOf(await calls.redeem(returnedParameters(response).app_auth_code ?? ''));
    expect(await calls.status(pair.app_auth_token)).toBe('valid');
  });
});
