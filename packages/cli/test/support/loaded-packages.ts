import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/lingpai.js', import.meta.url));
const recorder = new URL('./record-modules.mjs', import.meta.url).href;

export interface LoadedPackages {
  readonly exitCode: number | null;
  readonly errors: string;
  /** Sorted; parts of a package that load separately are named as callers import them. */
  readonly packages: readonly string[];
}

/** Runs the command line and lists the packages it has loaded, its own modules aside. @param until stop it once it has printed this */
export async function loadedPackages(args: readonly string[], until?: string): Promise<LoadedPackages> {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-modules-'));
  const file = join(folder, 'modules');
  const child = spawn(process.execPath, ['--import', recorder, program, ...args], {
    env: { ...process.env, LINGPAI_TEST_LOADED_MODULES: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const errors = text(child.stderr);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    const before = output;
    output += part;
    if (until !== undefined && !before.includes(until) && output.includes(until)) child.kill('SIGTERM');
  });
  try {
    await closed;
    const modules = readFileSync(file, 'utf8').trim().split('\n');
    const packages = new Set(modules.map(packageOf).filter((name) => name !== undefined));
    return { exitCode: child.exitCode, errors: await errors, packages: [...packages].sort() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The package of a module; `undefined` for what belongs to Node, the command line and this test. */
function packageOf(url: string): string | undefined {
  const installed = url.split('/node_modules/').at(-1);
  if (installed !== undefined && installed !== url) {
    const [scope = '', name] = installed.split('/');
    return scope.startsWith('@') ? `${scope}/${name}` : scope;
  }
  const [, name, part] = /\/packages\/([a-z]+)\/dist\/([a-z]+)/.exec(url) ?? [];
  if (name === undefined || name === 'cli') return undefined;
  return part === 'generator' ? `@lingpai/${name}/generator` : `@lingpai/${name}`;
}
