import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Milliseconds that a page has to come to rest: what fades in has no contrast yet. */
const longestRest = 30_000;

/** What axe finds on the page, and keeps finding, of the grave kinds: the rule, and where. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy permits no script.
  await page.evaluate(source);
  const end = performance.now() + longestRest;
  for (;;) {
    const found = await examine(page);
    if (found.length === 0 || performance.now() > end) return found;
    await page.waitForTimeout(250);
  }
}

function examine(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: readonly Violation[] }> } };
    const found = (await axe.run()).violations;
    return found
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  });
}
