import { AlipayClient } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConsentPage, returnedParameters } from '../support/consent-browser.js';
import { TokenCalls } from '../support/token-calls.js';
import { v2Call, verified } from '../support/v2-calls.js';

const authAppId = '2021900000000111';
const redirectUri = 'http://127.0.0.1:3000/callback';
const state = 'c2hvcC03';
const method = 'alipay.open.auth.appauth.invite.create';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.close());

function client(): AlipayClient {
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
  return new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
}

async function refusalOf(content: object): Promise<string> {
  const app = sandbox.app();
  return Object(verified(await v2Call(sandbox, method, content, { app }), app.alipayPublicKey).content).sub_code;
}

describe('an invited merchant', () => {
  it('consents on the page of the response and comes back with a code', async () => {
    const { url } = await client().inviteMerchant({ authAppId, redirectUri, state });
    const page = await openConsentPage(url);
    expect(page.text).toContain('Tea orders 点茶');
    const response = await page.submit({ decision: 'consent', auth_app_id: authAppId });
    const { app_auth_code: code = '', ...rest } = returnedParameters(response);
    expect(rest).toEqual({ app_id: sandbox.app().appId, source: 'alipay_app_auth', state });
    expect((await new TokenCalls(sandbox).redeem(code)).json).toMatchObject({ auth_app_id: authAppId });
  });

  it('can decline', async () => {
    const { url } = await client().inviteMerchant({ authAppId, redirectUri, state });
    const response = await (await openConsentPage(url)).submit({ decision: 'decline' });
    expect(returnedParameters(response)).toMatchObject({ error: 'access_denied', state });
  });

  it.each([
    [{ auth_app_id: '2021999999999999' }, 'APP_NOT_FOUND'],
    [{ auth_app_id: undefined }, 'isv.invalid-parameter'],
    [{ redirect_url: 'a'.repeat(501) }, 'isv.invalid-parameter'],
    [{ state: 'not base64' }, 'isv.invalid-parameter'],
    [{ state: 'QUJD'.repeat(26) }, 'isv.invalid-parameter'],
  ])('is refused with %j: %s', async (wrong, code) => {
    expect(await refusalOf({ auth_app_id: authAppId, redirect_url: redirectUri, state, ...wrong })).toBe(code);
  });
});

it('an application that is not a third-party application cannot invite', async () => {
  await sandbox.close();
  sandbox = await startSandbox({ applications: [{ mode: 'key', isv: false }] });
  expect(await refusalOf({ auth_app_id: authAppId })).toBe('PARAM_NOEXIST_ISV_APPID');
});
