import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { merchantConsentLink, userConsentUrl } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { TokenCalls } from '../support/token-calls.js';

describeInChromium('a person in a browser without scripts', () => {
  let context: BrowserContext;
  let redirectUri: string;
  let sandbox: RunningSandbox;
  let application: { readonly appId: string; readonly endpoint: string };
  let page: Page;

  beforeAll(async () => {
    const browser = await launchChromium();
    context = await browser.newContext({ javaScriptEnabled: false });
    return () => browser.close();
  });

  beforeAll(async () => {
    const callback = createServer((_request, response) => response.end('returned'));
    await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
    redirectUri = `http://localhost:${(callback.address() as AddressInfo).port}/callback?x=1`;
    return () => {
      callback.closeAllConnections();
      callback.close();
    };
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    application = { appId: sandbox.app().appId, endpoint: sandbox.endpoint };
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
  });

  afterEach(async () => {
    await page.close();
    await sandbox.close();
  });

  const returned = () => Object.fromEntries(new URL(page.url()).searchParams);
  const arrive = () => page.waitForURL((url) => url.hostname === 'localhost');

  it('authorizes one application', async () => {
    await page.goto(merchantConsentLink(application, { redirectUri, state: 'once & 一' }).url);
    await page.getByRole('link', { name: 'West Lake Books' }).click();
    await page.getByRole('checkbox', { name: 'Book shop' }).uncheck();
    await page.getByRole('checkbox', { name: 'Reader' }).check();
    await page.getByRole('button', { name: 'Consent' }).click();
    await arrive();
    const { app_auth_code: code = '', ...rest } = returned();
    expect(rest).toEqual({ x: '1', app_id: application.appId, source: 'alipay_app_auth', state: 'once & 一' });
    const { json } = await new TokenCalls(sandbox).redeem(code);
    expect(json).toMatchObject({ user_id: '2088900000000022', auth_app_id: '2021900000000222' });
  });

  it('authorizes several applications of the requested kinds, after asking for a choice', async () => {
    const kinds = ['TINYAPP', 'PUBLICAPP'] as const;
    await page.goto(merchantConsentLink(application, { form: 'batch', redirectUri, state: 's', kinds }).url);
    await page.getByText('no application of the asked kind').first().waitFor();
    await page.getByRole('link', { name: 'Morning Tea House' }).click();
    for (const name of ['Tea orders', 'Tea news']) await page.getByRole('checkbox', { name }).uncheck();
    await page.getByRole('button', { name: 'Consent' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Choose at least one application.');
    for (const name of ['Tea orders', 'Tea news']) await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Consent' }).click();
    await arrive();
    const { json } = await new TokenCalls(sandbox).redeem(returned().app_auth_code ?? '');
    expect(json.tokens).toHaveLength(2);
  });

  it('authorizes the base application on the phone’s page of a merchant who has one only', async () => {
    const { qrPayload = '' } = merchantConsentLink(application, { redirectUri, state: 's' });
    await page.goto(qrPayload);
    await page.getByRole('link', { name: 'Harbour Noodles' }).click();
    await page.getByRole('button', { name: 'Consent' }).click();
    await arrive();
    const { json } = await new TokenCalls(sandbox).redeem(returned().app_auth_code ?? '');
    expect(json).toMatchObject({ user_id: '2088900000000044', auth_app_id: '2021900000000441' });
  });

  it('declines', async () => {
    await page.goto(merchantConsentLink(application, { redirectUri, state: 's' }).url);
    await page.getByRole('link', { name: 'Bund Bicycles' }).click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await arrive();
    expect(returned()).toEqual({
      x: '1',
      app_id: application.appId,
      source: 'alipay_app_auth',
      error: 'access_denied',
      state: 's',
    });
    expect(sandbox.state().authorizations).toEqual([]);
  });

  it('logs in as a user', async () => {
    await page.goto(userConsentUrl(application, { redirectUri, state: 's', scopes: ['auth_user'] }));
    await page.getByRole('link', { name: 'Morning Tea House' }).click();
    await page.getByRole('button', { name: 'Log in' }).click();
    await arrive();
    expect(returned()).toMatchObject({ scope: 'auth_user', auth_code: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('stays where it is when the link would lead elsewhere', async () => {
    sandbox.updateApplication(application.appId, { redirectUris: ['https://isv.example.com/callback'] });
    const response = await page.goto(merchantConsentLink(application, { redirectUri, state: 's' }).url);
    expect(response?.status()).toBe(400);
    expect(await page.getByRole('alert').textContent()).toContain('redirectUri is not registered');
    expect(new URL(page.url()).origin).toBe(sandbox.endpoint);
  });
});
