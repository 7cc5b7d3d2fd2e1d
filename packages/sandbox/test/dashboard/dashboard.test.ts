import { generateKeyPairSync } from 'node:crypto';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { merchant } from '../support/merchants.js';
import { type NotificationReceiver, startReceiver } from '../support/notification-receiver.js';
import { officialClient } from '../support/official-client.js';
import { TokenCalls } from '../support/token-calls.js';

describeInChromium('the page at /', () => {
  let context: BrowserContext;
  let sandbox: RunningSandbox;
  let receiver: NotificationReceiver;
  let page: Page;
  let appId: string;
  /** What the page must not do: scripts that fail or are blocked, addresses of others. */
  let troubles: string[];

  beforeAll(async () => {
    const browser = await launchChromium();
    context = await browser.newContext();
    return () => browser.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ applications: [{ mode: 'key', notifyUrl: receiver.url }, { mode: 'certificate' }] });
    appId = sandbox.app().appId;
    troubles = [];
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of 400')) troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${sandbox.endpoint}/`)) troubles.push(request.url());
    });
    await page.goto(sandbox.endpoint, { waitUntil: 'commit' });
    await page.getByText('live', { exact: true }).waitFor();
  });

  afterEach(async () => {
    await page.close();
    await sandbox.close();
    await receiver[Symbol.asyncDispose]();
    expect(troubles).toEqual([]);
  });

  const message = () => page.locator('#message').textContent();
  /** The page looks at once when it becomes visible. */
  const look = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  it('says what to do while nothing has happened', async () => {
    const text = await page.locator('main').textContent();
    expect(text).toContain(`No request yet. Point a client at ${sandbox.endpoint}`);
    expect(text).toContain('No merchant has authorized an application.');
    expect(text).toContain('No notification yet.');
  });

  it('shows why a request was refused, and line by line what should have been signed', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const wrongKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const body = { grant_type: 'authorization_code', code: '<b>x</b>' };
    const client = officialClient(sandbox.endpoint, sandbox.app(), wrongKey);
    await client.curl('POST', '/v3/alipay/open/auth/token/app', { body }).catch(() => undefined);
    await look();

    const item = page.locator('#request-list > details');
    await item.locator('summary', { hasText: 'invalid-signature' }).click();
    const expected = sandbox.requests()[0]?.refusal?.expectedText ?? '';
    expect(await item.locator('pre.expected').textContent()).toBe(expected);
    const rows = await item
      .locator('.signed tr')
      .evaluateAll((all) => all.map((row) => Array.from(row.querySelectorAll('th, code'), (cell) => cell.textContent)));
    const [authorization, method, path] = expected.split('\n');
    expect(rows).toEqual([
      ['Authorization without sign', authorization],
      ['Method', method],
      ['Path and query', path],
      ['Body', JSON.stringify(body)],
    ]);
    await page.getByLabel('refused only').check();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByText('No request was refused.').waitFor();
    expect(sandbox.requests()).toEqual([]);
  });

  it('turns the clock by an hour, and by what one types', async () => {
    const before = sandbox.state().now;
    await page.getByRole('button', { name: '+1 hour' }).click();
    await page.getByText('the clock was moved by 1 h').waitFor();
    await page.getByLabel('How much').fill('90');
    await page.getByLabel('Unit').selectOption('minutes');
    await page.getByRole('button', { name: 'Advance' }).click();
    await page.getByText('the clock was moved by 1 h 30 m').waitFor();
    expect(sandbox.state().now - before).toBeGreaterThanOrEqual(9_000_000);
    await page.getByText('2 h 30 m ahead of this machine').waitFor();
  });

  it('injects and clears faults of requests and of notifications', async () => {
    const form = page.locator('#fault-form');
    expect(await form.getByLabel('Milliseconds').isVisible()).toBe(false);
    await form.getByLabel('The next response').selectOption('delay');
    await form.getByLabel('Milliseconds').fill('250');
    await form.getByLabel('How often').fill('3');
    await form.getByLabel('Grant type').selectOption('refresh_token');
    await form.getByRole('button').click();
    await page.getByText('request: delay').waitFor();
    expect(sandbox.sandbox.faults.list()).toEqual([
      { id: 1, effect: 'delay', ms: 250, match: { grantType: 'refresh_token' }, remaining: 3 },
    ]);
    const notifications = page.locator('#notification-fault-form');
    await notifications.getByLabel('The next notification').selectOption('reorder');
    await notifications.getByRole('button').click();
    await page.getByText('notification: reorder').waitFor();
    await page.getByRole('button', { name: 'Clear all faults' }).click();
    await page.getByText('No fault is in force.').waitFor();
    expect(sandbox.clearNotificationFaults() + sandbox.clearFaults()).toBe(0);
  });

  it('shows a notification with its attempts, and sends it again', async () => {
    receiver.response('oops');
    sandbox.consent({ appId, merchantApplications: [merchant()] });
    await sandbox.settled();
    await look();
    const item = page.locator('#notification-list > details');
    await item.locator('summary').first().click();
    expect(await item.locator('tbody td:last-child').allTextContents()).toEqual(['“oops”', '“success”']);
    await item.getByRole('button', { name: 'Redeliver' }).click();
    await page.getByText('the receiver answered notification 1 with success').waitFor();
    await item.getByText('3 attempts').waitFor();
    expect(receiver.received).toHaveLength(3);
    expect(await item.evaluate((details) => details.hasAttribute('open'))).toBe(true);
  });

  it('shows tokens and when they expire, and cancels as the merchant', async () => {
    const { app_auth_token: token } = await new TokenCalls(sandbox).obtain(merchant());
    await look();
    const item = page.locator('#authorization-list > details');
    await item.locator('summary').click();
    expect(await item.textContent()).toContain(token);
    await item.getByRole('button', { name: 'Cancel as the merchant' }).click();
    await item.getByText('cancelled', { exact: true }).waitFor();
    expect(await message()).toBe(`the authorization of ${merchant().authAppId} was cancelled`);
    expect(sandbox.state().authorizations[0]?.status).toBe('cancelled');
    await page.locator('#code-list').getByText('used', { exact: true }).waitFor();
  });

  it('shows credentials, changes addresses, and shows why the sandbox refuses one', async () => {
    const item = page.locator('#application-list > article').first();
    await item.getByText('Credentials').click();
    await item.getByText('-----BEGIN RSA PRIVATE KEY-----').waitFor();
    await item.getByText('Change addresses').click();
    await item.getByLabel('Redirect URIs').fill('https://isv.example.com/callback\nftp://isv.example.com');
    await item.getByRole('button', { name: 'Save addresses' }).click();
    await page.getByText('redirectUris[1]: expected an absolute http or https address').waitFor();
    await item.getByLabel('Redirect URIs').fill('https://isv.example.com/callback');
    await item.getByLabel('Notify URL').fill('');
    await item.getByRole('button', { name: 'Save addresses' }).click();
    await page.getByText(`the addresses of ${appId} were saved`).waitFor();
    expect(sandbox.state().applications[0]).toMatchObject({
      redirectUris: ['https://isv.example.com/callback'],
      notifyUrl: null,
    });
  });

  it('leads to a consent page and shows what that brings back', async () => {
    await page.getByRole('link', { name: 'one application' }).first().click();
    await page.getByRole('link', { name: 'Morning Tea House' }).click();
    await page.getByRole('button', { name: 'Consent' }).click();
    await page.getByText('A consent page came back').waitFor();
    const [code] = sandbox.state().codes;
    expect(await page.locator('#returned').textContent()).toContain(code?.code);
    expect(page.url()).toBe(`${sandbox.endpoint}/`);
    await page.locator('#authorization-list').getByText('Morning Tea House').waitFor();
  });

  it('rotates Alipay’s certificate', async () => {
    const before = await sandbox.sandbox.alipay.certificate();
    await page.getByRole('button', { name: 'Rotate certificate' }).click();
    await page.getByText('Alipay signs with a new certificate from now on').waitFor();
    expect((await sandbox.sandbox.alipay.certificate()).serialNumber).not.toBe(before.serialNumber);
  });

  it('can be used by keyboard, and keeps the focus when something new comes', async () => {
    sandbox.consent({ appId, merchantApplications: [merchant(1)] });
    await sandbox.settled();
    await look();
    const first = page
      .locator('#notification-list > details', { hasText: merchant(1).authAppId })
      .locator('summary')
      .first();
    await first.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Redeliver' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 attempts').waitFor();
    sandbox.consent({ appId, merchantApplications: [merchant(2)] });
    await look();
    await page.locator('#notification-list').getByText(merchant(2).authAppId).first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Redeliver');
  });

  it('fits a narrow window', async () => {
    sandbox.consent({ appId, merchantApplications: [merchant(1)] });
    await sandbox.settled();
    await look();
    await page.setViewportSize({ width: 400, height: 800 });
    await page.locator('#notification-list summary').first().click();
    await page.locator('#authorization-list summary').first().click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });

  it('says when the sandbox is gone', async () => {
    await sandbox.close();
    await look();
    await page.getByText('not reachable; trying again').waitFor();
    troubles = troubles.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'));
  });
});
