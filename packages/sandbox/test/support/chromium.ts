import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const howToGetIt = 'Chromium is missing: run scripts/install-chromium.sh, or name the program in LINGPAI_CHROMIUM';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findChromium(): string | undefined {
  const named = process.env.LINGPAI_CHROMIUM;
  if (named) return isProgram(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

const executablePath = findChromium();

/** Tests that need Chromium. Where it is missing they are left out with a word on how to get it; in CI they fail. */
export function describeInChromium(title: string, tests: () => void): void {
  if (executablePath === undefined && !process.env.CI) describe.skip(`${title} (${howToGetIt})`, tests);
  else describe(title, tests);
}

/** A browser with a profile of its own, which reaches nothing by itself. */
export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(howToGetIt);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
