import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addReceiver } from '../../hub/test/support/add-receiver.js';
import { localReceivers, TestReceiver } from '../../hub/test/support/test-receiver.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { ConsoleWorld } from './support/console-world.js';

const authAppId = '2021000000000011';

describeInChromium('dialogs', () => {
  let world: ConsoleWorld;
  let webhookId: string;

  beforeAll(async () => {
    world = await ConsoleWorld.start({ settings: { webhooks: localReceivers } });
    const receiver = await TestReceiver.start();
    webhookId = (await addReceiver(world.hub, receiver)).id;
    await world.hub.grant(authAppId);
    for (const name of ['Day shift', 'Night shift']) {
      const body = { kind: 'wecom', name, robot: { url: 'https://qyapi.weixin.qq.com/send?key=k' } };
      await world.hub.node.request('POST', '/v1/alerts/channels', { body });
    }
    return async () => {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    };
  });

  const open = (path: string) => world.visit(path, { reducedMotion: 'no-preference' });
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

  it('that open again while the one before them closes have a form of their own', async () => {
    await using visit = await open('/settings');
    const { page, troubles } = visit;
    await rowOf(page, 'Day shift').getByRole('button', { name: 'Edit' }).click();
    const first = page.getByRole('dialog', { name: 'Edit Day shift' });
    await first.getByLabel('Name').fill('Typed, but not saved');
    await first.getByLabel('Replace the target').click();
    await using _slowly = await slowMotion(page);
    await first.getByRole('button', { name: 'Cancel' }).press('Enter');
    // What closes still shows what it showed.
    await page.locator('.ant-zoom-leave-active').waitFor();
    expect(await page.locator('.ant-modal-title').textContent()).toBe('Edit Day shift');
    await rowOf(page, 'Night shift').getByRole('button', { name: 'Edit' }).press('Enter');
    const second = page.getByRole('dialog', { name: 'Edit Night shift' });
    expect(await second.getByLabel('Name').inputValue()).toBe('Night shift');
    expect(await second.getByLabel('Replace the target').isChecked()).toBe(false);
    await second.getByLabel('Name').fill('Late shift');
    await second.getByLabel('Replace the target').press('Space');
    await _slowly.end();
    await page.locator('.ant-zoom-leave-active').waitFor({ state: 'detached' });
    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByText('Fill this in').waitFor();
    expect(await second.getByLabel('Name').inputValue()).toBe('Late shift');
    expect(troubles).toEqual([]);
  });

  it('forget what was typed, chosen or shown when they close', async () => {
    await using visit = await open(`/authorizations/${world.hub.appId}/${authAppId}`);
    const { page, troubles } = visit;
    await using _slowly = await slowMotion(page);
    const reveal = page.getByRole('button', { name: 'Reveal token' });
    await reveal.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reveal the token' });
    await dialog.getByLabel('Reason').fill('ticket 42');
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).press('Enter');
    const token = (await dialog.locator('.code').first().textContent()) ?? '';
    expect(token).not.toBe('');
    await dialog.getByRole('button', { name: 'Close' }).last().press('Enter');
    await reveal.press('Enter');
    await dialog.getByLabel('Reason').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('');
    expect(await page.content()).not.toContain(token);
    expect(troubles).toEqual([]);
  });

  it('return the focus at once to what opened them', async () => {
    await using visit = await open(`/authorizations/${world.hub.appId}/${authAppId}`);
    const { page, troubles } = visit;
    await using _slowly = await slowMotion(page);
    for (const name of ['Reveal token', 'Assign']) {
      const button = page.getByRole('button', { name });
      await button.press('Enter');
      await page.getByRole('dialog').getByRole('textbox').and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.ant-zoom-leave-active').waitFor();
      await button.and(page.locator(':focus')).waitFor();
      expect(await page.locator('.ant-zoom-leave-active').count()).toBe(1);
    }
    expect(troubles).toEqual([]);
  });

  it('return the focus to the menu that they were chosen from', async () => {
    await using visit = await open(`/webhooks/${webhookId}`);
    const { page, troubles } = visit;
    const more = page.getByRole('button', { name: 'More actions' });
    for (const [item, title] of [
      ['Change', 'Change the receiver'],
      ['New secret', 'A new secret'],
      ['Delete', 'Delete this receiver?'],
    ] as const) {
      await more.click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog', { name: title }).waitFor();
      await page.getByRole('menu').filter({ hasText: item }).waitFor({ state: 'hidden' });
      await page.keyboard.press('Escape');
      await more.and(page.locator(':focus')).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(troubles).toEqual([]);
  });

  it('move nothing for those who prefer reduced motion', async () => {
    await using visit = await world.visit('/settings', { reducedMotion: 'reduce' });
    const { page, troubles } = visit;
    const edit = rowOf(page, 'Day shift').getByRole('button', { name: 'Edit' });
    await edit.waitFor();
    const moved = await page.evaluateHandle(() => {
      const names: string[] = [];
      document.addEventListener('animationstart', ({ animationName }) => names.push(animationName));
      document.addEventListener('transitionrun', ({ propertyName }) => names.push(propertyName));
      return names;
    });
    await edit.click();
    const dialog = page.getByRole('dialog', { name: 'Edit Day shift' });
    await dialog.getByLabel('Replace the target').click();
    await dialog.getByLabel('Alerts').click();
    await page.getByRole('option').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await moved.jsonValue()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('stay open while their request is under way', async () => {
    await using visit = await open('/developers');
    const { page, troubles } = visit;
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/keys', async (route) => {
      if (route.request().method() === 'POST') await isReleased;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Create API key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Till 1');
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await asked;
    await page.keyboard.press('Escape');
    release();
    await dialog.getByText(/^lpk_/).waitFor();
    expect(troubles).toEqual([]);
  });
});

/** Animations take a hundred times as long, until it is disposed of. */
async function slowMotion(page: Page): Promise<AsyncDisposable & { end(): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Animation.enable');
  await session.send('Animation.setPlaybackRate', { playbackRate: 0.01 });
  const end = async () => void (await session.send('Animation.setPlaybackRate', { playbackRate: 1 }));
  return { end, [Symbol.asyncDispose]: end };
}
