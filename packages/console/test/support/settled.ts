import type { Page, Request } from 'playwright-core';
import { until } from '../../../hub/test/support/until.js';

const underWay = new WeakMap<Page, Set<Request>>();

/** Follows what a page asks for, so that {@link settled} knows what it still waits for. */
export function followRequests(page: Page): void {
  const requests = new Set<Request>();
  const forget = (request: Request) => void requests.delete(request);
  page.on('request', (request) => requests.add(request));
  page.on('requestfinished', forget);
  page.on('requestfailed', forget);
  // A page that follows the hub's events has a request that does not end.
  page.on('response', (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream')) forget(response.request());
  });
  underWay.set(page, requests);
}

/** Waits until a page shows what it read: nothing is loading or moving any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  const isIdle = () => (underWay.get(page)?.size ?? 0) === 0;
  await until('the page has settled', async () => isIdle() && (await isStill(page)) && isIdle(), 60_000);
}

/** Two frames later, when what arrived is rendered. */
function isStill(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
    const moving = document.getAnimations().filter(({ playState, effect }) => {
      return playState === 'running' && effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
    });
    return moving.length === 0 && document.querySelector('.ant-skeleton-active, .ant-spin-spinning') === null;
  });
}
