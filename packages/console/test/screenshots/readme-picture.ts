import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { launchChromium } from '../../../sandbox/test/support/chromium.js';
import { ConsoleWorld } from '../support/console-world.js';
import { fillable, fillWorld } from '../support/fill-world.js';
import { settled } from '../support/settled.js';

const folder = new URL('../../../../docs/images/', import.meta.url).pathname;
const viewport = { width: 1200, height: 1048 };
/** Bytes that a reader of the page has to load at most. */
const most = 200_000;

/** `PAGES=readme npm run screenshots`: the pictures with which `README.md` and `README.zh-CN.md` begin. */
describe('the pictures of the README', () => {
  it('show the overview', { timeout: 600_000 }, async () => {
    mkdirSync(folder, { recursive: true });
    await using world = await ConsoleWorld.start(fillable);
    await using _filled = await fillWorld(world);
    await using browser = await launchChromium();
    const converter = await browser.newPage();
    for (const language of ['en', 'zh'] as const) {
      await using visit = await world.visit('/', { language, viewport });
      await settled(visit.page);
      const png = await visit.page.screenshot({ animations: 'disabled' });
      const webp = await webpOf(converter, png);
      expect(webp.length).toBeLessThan(most);
      writeFileSync(`${folder}console-${language}.webp`, webp);
    }
  });
});

/** Browsers compress better than PNG does. */
async function webpOf(page: Page, png: Buffer): Promise<Buffer> {
  const url = await page.evaluate(async (data) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.9);
  }, png.toString('base64'));
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
