import { beforeAll, expect, it } from 'vitest';
import { adminKey } from '../../hub/test/support/hub-world.js';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

describeInChromium('the frame of the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    return () => world[Symbol.asyncDispose]();
  });

  it('asks for an API key, says when it is wrong, and leads to the page that was wanted', async () => {
    await using visit = await world.visit('/activity', { key: null });
    const { page, troubles } = visit;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('API key').fill(`lpk_${'b'.repeat(43)}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The API key is not valid').waitFor();
    await page.getByLabel('API key').fill(adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/activity');
    expect(await page.title()).toBe('Activity · Lingpai');
    expect(troubles).toEqual([]);
  });

  it('signs out', async () => {
    await using visit = await world.visit('/');
    const { page } = visit;
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${world.address}/webhooks`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('changes the language and the appearance, and keeps both', async () => {
    await using visit = await world.visit('/settings');
    const { page, troubles } = visit;
    const fonts = () => page.locator('main').evaluate((main) => getComputedStyle(main).fontFamily.split(', '));
    const isLatinFirst = (names: readonly string[]) => names.indexOf('Arial') < names.indexOf('"Noto Sans CJK SC"');
    // A Chinese font would draw the apostrophe as wide as a Chinese character.
    expect(await fonts()).toContain('Arial');
    expect(isLatinFirst(await fonts())).toBe(true);
    await page.getByRole('button', { name: 'Language: 中文' }).click();
    await page.getByRole('heading', { name: '设置' }).waitFor();
    expect(await fonts()).not.toContain('Arial');
    await page.getByRole('button', { name: '外观' }).click();
    await page.getByRole('menuitem', { name: '深色' }).click();
    await page.reload();
    await page.getByRole('heading', { name: '设置' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(troubles).toEqual([]);
  });

  it('says that an application calls a sandbox', async () => {
    await using visit = await world.visit('/');
    await visit.page.getByRole('note').getByText('not Alipay itself').waitFor();
  });

  it('has its pages in a drawer where the window is narrow', async () => {
    await using visit = await world.visit('/', { viewport: { width: 390, height: 844 } });
    const { page, troubles } = visit;
    await page.getByRole('button', { name: 'Open the pages' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('heading', { name: 'Webhooks' }).waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(troubles).toEqual([]);
  });

  it('says that an address leads nowhere', async () => {
    await using visit = await world.visit('/nowhere');
    await visit.page.getByText('There is nothing here').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'can be read in a %s scheme, before and after the sign-in',
    async (colorScheme) => {
      await using outside = await world.visit('/', { colorScheme, key: null });
      await settled(outside.page);
      expect(await violations(outside.page)).toEqual([]);
      await using inside = await world.visit('/', { colorScheme });
      await settled(inside.page);
      expect(await violations(inside.page)).toEqual([]);
      expect([...outside.troubles, ...inside.troubles]).toEqual([]);
    },
  );
});
