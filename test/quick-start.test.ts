import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/quick-start.md'), 'utf8');
const [, program = ''] = page.match(/```ts\n(.*?)\n```/s) ?? [];
const [, printed = ''] = page.match(/```text\n(.*?)```/s) ?? [];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

describe('the program of the quick start', () => {
  let folder = '';
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints what the page says', async () => {
    // Inside the workspace, so that the packages are found by their names.
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    folder = mkdtempSync(join(root, 'node_modules/.cache/quick-start-'));
    writeFileSync(join(folder, 'first-payment.mjs'), program);
    const env = { ...process.env, PORT: String(await freePort()) };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['first-payment.mjs'], { cwd: folder, env });
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/127\.0\.0\.1:\S+/g, '127.0.0.1:…')).toBe(printed);
  });
});
