import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { isGenuine, localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { until } from '../../hub/test/support/until.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

const merchant = '2021000000000011';

describeInChromium('the webhooks in the console', () => {
  let world: ConsoleWorld;
  let receiver: TestReceiver;

  beforeAll(async () => {
    receiver = await TestReceiver.start();
    world = await ConsoleWorld.start({ settings: { webhooks: localReceivers } });
    return async () => {
      await world[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    };
  });

  beforeEach(() => {
    receiver.react = () => 204;
  });

  async function addReceiver(name: string): Promise<string> {
    const added = await world.hub.node.request('POST', '/v1/webhooks', { body: { url: receiver.url, name } });
    return added.json.id;
  }

  async function choose(page: Page, action: string): Promise<void> {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  }

  it('adds a receiver of chosen events, shows its secret once, and sends it a test', async () => {
    await using visit = await world.visit('/webhooks');
    const { page, troubles } = visit;
    await page.getByText('No receivers yet').waitFor();
    await page.getByRole('button', { name: 'Add a receiver' }).click();
    const form = page.getByRole('dialog', { name: 'Add a receiver' });
    await form.getByRole('button', { name: 'Add a receiver' }).click();
    await form.getByText('Enter an address').waitFor();
    await form.getByLabel('Address').fill(receiver.url);
    await form.getByLabel('Name').fill('Orders service');
    await form.getByLabel('Merchant reference').fill('shop-17');
    await form.getByText('Only these').click();
    await form.getByText('Token pair rotated').click();
    await form.getByText('Cancelled by the merchant').click();
    await form.getByRole('button', { name: 'Add a receiver' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of this receiver' });
    const secret = (await shown.getByText(/^whsec_/).textContent()) ?? '';
    await page.keyboard.press('Escape');
    await shown.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('heading', { name: 'Orders service' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByText('Merchant shop-17').waitFor();

    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('cell', { name: 'Test webhook.test' }).waitFor();
    await page.getByRole('row', { name: '204 Taken' }).waitFor();
    const [test] = receiver.received;
    expect(test && isGenuine(secret, test)).toBe(true);
    const { json } = await world.hub.node.request('GET', '/v1/webhooks');
    expect(json.webhooks).toMatchObject([
      {
        name: 'Orders service',
        appId: null,
        reference: 'shop-17',
        types: ['authorization.rotated', 'authorization.cancelled'],
      },
    ]);
    expect(troubles).toEqual([]);
  });

  it('shows why a receiver did not take an event, and sends again what failed', async () => {
    const id = await addReceiver('Failing service');
    receiver.react = () => 503;
    await world.hub.grant(merchant);
    await until('an attempt failed', async () => {
      const { json } = await world.hub.node.request('GET', `/v1/webhooks/${id}/deliveries`);
      return json.deliveries.some(({ attempts }: { attempts: number }) => attempts > 0);
    });
    await using visit = await world.visit(`/webhooks/${id}?state=pending`);
    const { page, troubles } = visit;
    await page.getByText('Failing', { exact: true }).waitFor();
    await page.getByText('Delivered', { exact: true }).click();
    await page.getByText('No delivery matches the filters').waitFor();
    await page.getByText('Waiting', { exact: true }).first().click();
    await page.getByRole('link', { name: 'Authorized for the first time' }).click();
    const drawer = page.getByRole('dialog', { name: 'Authorized for the first time' });
    await drawer.getByRole('listitem').filter({ hasText: '503 Not taken' }).first().waitFor();
    await drawer.getByText('"type": "authorization.authorized"').waitFor();
    expect(new URL(page.url()).searchParams.get('delivery')).toMatch(/^\w+/);
    expect(await violations(page)).toEqual([]);
    receiver.react = () => 204;
    await drawer.getByRole('button', { name: 'Send again' }).click();
    await drawer.getByRole('listitem').filter({ hasText: '204 Taken' }).waitFor();
    await drawer.getByRole('link', { name: merchant }).click();
    await page.waitForURL(`**/authorizations/${world.hub.appId}/${merchant}**`);
    expect(troubles).toEqual([]);
  });

  it('counts what it would send again, and sends it', async () => {
    const id = await addReceiver('New service');
    await using visit = await world.visit(`/webhooks/${id}`);
    const { page, troubles } = visit;
    await page.getByText('Nothing was sent yet').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send events again' });
    await dialog.getByText('No event matches.').waitFor();
    await dialog.getByText('All since').click();
    const counted = await dialog.getByText(/events? (is|are) sent again/).textContent();
    const count = Number(/\d+/.exec(counted ?? '')?.[0]);
    expect(count).toBeGreaterThan(0);
    await dialog.getByRole('button', { name: `Send ${count} again` }).click();
    await page.getByRole('cell', { name: 'authorization.authorized' }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('makes a new secret next to the older one, disables, enables and deletes a receiver', async () => {
    const id = await addReceiver('Old service');
    await using visit = await world.visit(`/webhooks/${id}`);
    const { page, troubles } = visit;
    await choose(page, 'New secret');
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of this receiver' });
    const secret = (await shown.getByText(/^whsec_/).textContent()) ?? '';
    await shown.getByText('The secret before is valid until').waitFor();
    await shown.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('Two are valid; the older one until').waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('row', { name: '204 Taken' }).waitFor();
    const test = receiver.received.findLast(({ event }) => event.data.webhookId === id);
    expect(test && isGenuine(secret, test)).toBe(true);
    expect(test?.headers['webhook-signature']?.toString().split(' ')).toHaveLength(2);

    await choose(page, 'Disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled: no event is kept for it').waitFor();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Send a test' }).waitFor();

    await choose(page, 'Delete');
    const confirm = page.getByRole('dialog', { name: 'Delete this receiver?' });
    const button = confirm.getByRole('button', { name: 'Delete' });
    expect(await button.isDisabled()).toBe(true);
    await confirm.getByLabel('Type Old service to confirm').fill('Old service');
    await button.click();
    await page.getByRole('heading', { name: 'Webhooks' }).waitFor();
    expect((await world.hub.node.request('GET', `/v1/webhooks/${id}`)).status).toBe(404);
    expect(troubles).toEqual([]);
  });

  it('says in Chinese that a receiver does not exist, and can be read in the dark on a phone', async () => {
    await using missing = await world.visit('/webhooks/nothing', { language: 'zh' });
    await missing.page.getByRole('alert').getByText('内容不存在').waitFor();
    const viewport = { width: 390, height: 844 };
    await using visit = await world.visit('/webhooks?dialog=add', { language: 'zh', colorScheme: 'dark', viewport });
    const { page, troubles } = visit;
    await page.getByRole('dialog', { name: '添加接收方' }).getByText('仅以下类型').click();
    await settled(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(troubles).toEqual([]);
  });
});
