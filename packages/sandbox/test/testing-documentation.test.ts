import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;

/** Runs a Node program without the environment that this test runner gives its own children. */
async function run(...command: string[]): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|NODE_TEST|TEST$)/.test(name));
  const env = Object.fromEntries(inherited);
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder, env });
  return stdout;
}

async function example(heading: string, file: string): Promise<void> {
  const text = await readFile(join(root, 'docs/sandbox-testing.md'), 'utf8');
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const code = /^```ts\n(.*?)^```/ms.exec(section)?.[1];
  if (code === undefined) throw new Error(`there is no example below "${heading}"`);
  await writeFile(join(folder, file), code);
}

describe('the guide to tests', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lingpai-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has an example that passes in Vitest', async () => {
    await example('Vitest', 'vitest-example.test.ts');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    expect(await run(vitest, 'run', '--root', folder, '--reporter=json')).toContain('"numPassedTests":1');
  });

  it('has an example that passes in node:test', async () => {
    await example('node:test', 'node-example.mjs');
    expect(await run('--test', '--test-reporter=tap', 'node-example.mjs')).toMatch(/^# pass 1$/m);
  });

  it('is right that keys are kept between sandboxes', async () => {
    await using first = await startSandbox();
    await using second = await startSandbox();
    expect(first.applications).toHaveLength(3);
    expect(second.app('certificate')).toEqual(first.app('certificate'));
  });
});
