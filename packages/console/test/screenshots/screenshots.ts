import { mkdirSync, rmSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../../sandbox/test/support/chromium.js';
import { violations } from '../support/axe.js';
import { consolePageNames, consolePages, consoleStateNames, consoleStates } from '../support/console-pages.js';
import { ConsoleWorld, type VisitOptions } from '../support/console-world.js';
import { type FilledWorld, fillable, fillWorld } from '../support/fill-world.js';
import { settled } from '../support/settled.js';

const folder = new URL('../../screenshots/', import.meta.url).pathname;
/** For example `PAGES=overview,authorizations`; all by default. */
const wanted = process.env.PAGES?.split(',') ?? consolePageNames;
const pages = consolePageNames.filter((name) => wanted.includes(name));

type Variant = readonly [language: 'zh' | 'en', colorScheme: 'light' | 'dark', width: 390 | 1440];

const variants: readonly Variant[] = [
  ['zh', 'light', 390],
  ['zh', 'light', 1440],
  ['zh', 'dark', 390],
  ['zh', 'dark', 1440],
  ['en', 'light', 390],
  ['en', 'light', 1440],
  ['en', 'dark', 390],
  ['en', 'dark', 1440],
];
/** Of a state, which is the same everywhere, two are enough. */
const variantsOfState: readonly Variant[] = [
  ['zh', 'light', 390],
  ['en', 'dark', 1440],
];

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly options: VisitOptions;
}

/** Takes a picture of each variant. @returns what is wrong with them */
async function takePictures(
  world: ConsoleWorld,
  { name, path: address, options }: Picture,
  of: readonly Variant[],
): Promise<string[]> {
  const found: string[] = [];
  for (const [language, colorScheme, width] of of) {
    const viewport = { width, height: width === 390 ? 844 : 900 };
    await using visit = await world.visit(address, { ...options, language, colorScheme, viewport });
    const { page, troubles } = visit;
    await settled(page);
    const path = `${folder}${name}-${language}-${colorScheme}-${width}.png`;
    rmSync(path, { force: true });
    await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const problems = [...troubles, ...(await violations(page)), ...(overflow > 0 ? [`${overflow} px too wide`] : [])];
    found.push(...problems.map((problem) => `${language} ${colorScheme} ${width}: ${problem}`));
  }
  return found;
}

/** Pictures of every page, filled: `<page>-<language>-<scheme>-<width>.png`. */
describeInChromium('pictures of the console', () => {
  let world: ConsoleWorld;
  let filled: FilledWorld;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    world = await ConsoleWorld.start(fillable);
    const fill = await fillWorld(world);
    filled = fill;
    return async () => {
      await fill[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    };
  });

  it.each(pages)('%s', { timeout: 300_000 }, async (name) => {
    const options = name === 'sign-in' ? { key: null } : {};
    const picture = { name, path: consolePages[name](filled), options };
    expect(await takePictures(world, picture, variants)).toEqual([]);
  });
});

/** Pictures of what pages show without content: `<page>-<state>-<language>-<scheme>-<width>.png`. */
describeInChromium('pictures of states', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    world = await ConsoleWorld.start();
    return () => world[Symbol.asyncDispose]();
  });

  const ofStates = pages
    .filter((name) => !['sign-in', 'authorization', 'webhook', 'invite-csv', 'invite-link'].includes(name))
    .flatMap((name) => consoleStateNames.map((state) => ({ name, state })));

  it.each(ofStates)('$name $state', { timeout: 120_000 }, async ({ name, state }) => {
    const nothing = { appId: world.hub.appId, authAppId: '', webhookId: '', linkId: '' };
    const options = await consoleStates[state](world);
    const picture = { name: `${name}-${state}`, path: consolePages[name](nothing), options };
    expect(await takePictures(world, picture, variantsOfState)).toEqual([]);
  });
});
