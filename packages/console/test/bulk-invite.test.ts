import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../sandbox/test/support/chromium.js';
import { violations } from './support/axe.js';
import { ConsoleWorld } from './support/console-world.js';
import { settled } from './support/settled.js';

describeInChromium('invitations from a CSV file', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    return () => world[Symbol.asyncDispose]();
  }, 60_000);

  const csv = (name: string, ...content: readonly (string | Buffer)[]) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.concat(content.map((part) => Buffer.from(part as string))),
  });
  const references = async (): Promise<string[]> => {
    const { json } = await world.hub.node.request('GET', `/v1/apps/${world.hub.appId}/links?limit=200`);
    return json.links.map(({ reference }: { reference: string }) => reference).sort();
  };

  it('names what is wrong before anything is sent, and gives back the links', async () => {
    await using visit = await world.visit('/invite?mode=csv');
    const { page, troubles } = visit;
    await settled(page);
    expect(await violations(page)).toEqual([]);
    const input = page.locator('input[type=file]');
    await input.setInputFiles(csv('book.csv', Buffer.from('504b030400000000', 'hex')));
    await page.getByText('“book.csv” is not a text file').waitFor();
    // 西湖书店, as Excel in China writes it.
    const shop = Buffer.from('cef7bafecae9b5ea', 'hex');
    await input.setInputFiles(
      csv('shops.csv', 'reference,kinds,expiresIn\r\n', shop, ',SHOP,\r\nshop-2,,31d\r\nshop-3,,\r\n'),
    );
    await page.getByText('2 of 3 rows have faults').waitFor();
    await page.getByText('shops.csv, read as GBK').waitFor();
    const faulty = page.getByRole('row', { name: '西湖书店' });
    await faulty.getByText('There is no kind “SHOP”').waitFor();
    await page.getByRole('row', { name: 'shop-2' }).getByText('Neither seconds nor').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await references()).toEqual([]);
    await page.getByRole('button', { name: 'Choose another file' }).click();
    await page.getByLabel('Or paste rows').fill('reference\tkinds\n西湖书店\tWEBAPP\nshop-2\t\n');
    await page.getByRole('button', { name: 'Check the rows' }).click();
    await page.getByRole('button', { name: 'Create 2 links' }).click();
    await page.getByText('Finished').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await references()).toEqual(['shop-2', '西湖书店']);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the links (CSV)' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('\uFEFFrow,reference,result,link,state,expiresAt,problem');
    expect(lines[1]).toMatch(new RegExp(`^2,西湖书店,created,${world.address}/c/[\\w-]{22},created,20`));
    expect(troubles).toEqual([]);
  });

  it('creates nothing twice when an upload is interrupted and made again', async () => {
    const before = (await references()).length;
    const rows = Array.from({ length: 12 }, (_, index) => `again-${index}\n`);
    const file = csv('again.csv', '\uFEFFreference\n', ...rows);
    await using visit = await world.visit('/invite?mode=csv');
    const { context, page } = visit;
    let requests = 0;
    // The hub has done what was asked, and the response is lost.
    await context.route('**/links', async (route) => {
      if (route.request().method() !== 'POST' || ++requests <= 5) return route.fallback();
      await route.fetch();
      return route.abort();
    });
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Create 12 links' }).click();
    await page.getByText('Interrupted', { exact: true }).waitFor();
    const created = await references();
    expect(created.length - before).toBeGreaterThan(5);
    expect(created.length - before).toBeLessThan(12);
    await context.unroute('**/links');
    await page.reload();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Create 12 links' }).click();
    await page.getByText('Finished').waitFor();
    await page.getByText(`${created.length - before} were there already`).waitFor();
    expect((await references()).filter((reference) => reference.startsWith('again-'))).toHaveLength(12);
  });
});
