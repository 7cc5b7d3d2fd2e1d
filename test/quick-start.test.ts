import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../packages/database/test/support/free-port.js';

const root = resolve(import.meta.dirname, '..');

describe('the program of the quick start', () => {
  const cache = join(root, 'node_modules/.cache');
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it.each(['docs/quick-start.md', 'docs/zh/quick-start.md'])('prints what %s says', async (document) => {
    const page = readFileSync(join(root, document), 'utf8');
    const [, program = ''] = page.match(/```ts\n(.*?)\n```/s) ?? [];
    const [, printed = ''] = page.match(/```text\n(.*?)```/s) ?? [];
    // Inside the workspace, so that the packages are found by their names.
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'quick-start-'));
    folders.push(folder);
    writeFileSync(join(folder, 'first-payment.mjs'), program);
    const env = { ...process.env, PORT: String(await freePort()) };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['first-payment.mjs'], { cwd: folder, env });
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/127\.0\.0\.1:\S+/g, '127.0.0.1:…')).toBe(printed);
  });
});
