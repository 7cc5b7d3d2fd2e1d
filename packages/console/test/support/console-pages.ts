import type { Page } from 'playwright-core';
import type { ConsoleWorld, VisitOptions } from './console-world.js';
import type { FilledWorld } from './fill-world.js';

/** Every page of the console, with what it needs in its address. */
export const consolePages = {
  'sign-in': () => '/sign-in',
  overview: () => '/',
  authorizations: () => '/authorizations',
  authorization: ({ appId, authAppId }: FilledWorld) => `/authorizations/${appId}/${authAppId}`,
  invite: () => '/invite',
  'invite-csv': () => '/invite?mode=csv',
  'invite-link': ({ linkId }: FilledWorld) => `/invite?link=${linkId}`,
  unassigned: () => '/unassigned',
  activity: () => '/activity',
  webhooks: () => '/webhooks',
  webhook: ({ webhookId }: FilledWorld) => `/webhooks/${webhookId}`,
  developers: () => '/developers',
  settings: () => '/settings',
} as const;

export type ConsolePage = keyof typeof consolePages;

export const consolePageNames = Object.keys(consolePages) as ConsolePage[];

/** What a page shows besides its content: nothing yet, not to this member, or that reading failed. */
export const consoleStates = {
  empty: () => ({}),
  forbidden: async ({ hub }: ConsoleWorld) => ({ key: await hub.createKey(['proxy'], { name: 'Cash desk' }) }),
  failed: () => ({
    prepare: async (page: Page) => {
      await page.route(/\/v1\/(?!session)/, (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'urn:lingpai:problem:database', code: 'database', requestId: 'request-1' }),
        }),
      );
    },
  }),
} as const satisfies Record<string, (world: ConsoleWorld) => VisitOptions | Promise<VisitOptions>>;

export type ConsoleState = keyof typeof consoleStates;

export const consoleStateNames = Object.keys(consoleStates) as ConsoleState[];
