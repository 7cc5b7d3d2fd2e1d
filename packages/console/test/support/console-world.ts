import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { adminKey, HubWorld, type HubWorldOptions } from '../../../hub/test/support/hub-world.js';
import { launchChromium } from '../../../sandbox/test/support/chromium.js';
import { followRequests } from './settled.js';

export interface VisitOptions extends BrowserContextOptions {
  /** `en` by default. */
  readonly language?: 'zh' | 'en';
  /** The API key that the member signs in with; `null`: nobody signs in. */
  readonly key?: string | null;
  /** Called before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Nothing moves away from under the pointer, unless a test is about that. */
const shared = { timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' } as const;

/** A page of the console in a browser of its own member. */
export interface Visit extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page must not do: fail, break its policy, ask another address. */
  readonly troubles: readonly string[];
}

/** The built console on a hub next to a local Alipay, and Chromium. One for each file of tests. */
export class ConsoleWorld implements AsyncDisposable {
  /** Milliseconds by which Alipay, the hub and browsers are ahead of this machine. */
  #ahead = 0;

  readonly hub: HubWorld;
  readonly #browser: Browser;

  private constructor(hub: HubWorld, browser: Browser) {
    this.hub = hub;
    this.#browser = browser;
  }

  static async start({ settings = {}, ...options }: HubWorldOptions = {}): Promise<ConsoleWorld> {
    const withConsole = { ...settings, console: { enabled: true } };
    const [hub, browser] = await Promise.all([HubWorld.start({ ...options, settings: withConsole }), launchChromium()]);
    return new ConsoleWorld(hub, browser);
  }

  get address(): string {
    return this.hub.node.address;
  }

  /** Time goes on, for Alipay, for the hub and for browsers that are opened later. */
  advance(seconds: number): void {
    this.hub.sandbox.advanceClock(seconds);
    this.hub.advance(seconds * 1_000);
    this.#ahead += seconds * 1_000;
  }

  /** Opens a page, signed in with the admin key unless the options say otherwise. */
  async visit(path: string, visitOptions: VisitOptions = {}): Promise<Visit> {
    const { language = 'en', key = adminKey, prepare, ...options } = visitOptions;
    const locale: string = language === 'zh' ? 'zh-CN' : 'en-GB';
    const context = await this.#browser.newContext({ locale, ...shared, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    if (this.#ahead > 0) await page.clock.setFixedTime(Date.now() + this.#ahead);
    followRequests(page);
    const troubles = collectTroubles(page, this.address);
    if (key !== null) {
      const signedIn = await context.request.post(`${this.address}/v1/session`, { data: { key } });
      if (!signedIn.ok()) throw new Error(`signing in failed: ${signedIn.status()}`);
    }
    await prepare?.(page);
    await page.goto(this.address + path);
    return { context, page, troubles, [Symbol.asyncDispose]: () => context.close() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.hub[Symbol.asyncDispose]();
  }
}

function collectTroubles(page: Page, address: string): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    const isStatus = message.text().includes('the server responded with a status of');
    // What the test's own tools run in every frame is refused by the one that may run nothing.
    const isTool = /^Blocked script execution in '[^']*\/links\/preview\?/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isStatus && !isTool) troubles.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`) && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  return troubles;
}
