import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const project = mkdtempSync(join(tmpdir(), 'lingpai-installed-'));
const modules = join(project, 'node_modules');
const workspace: Readonly<Record<string, string>> = {
  lingpai: 'cli',
  '@lingpai/alipay': 'alipay',
  '@lingpai/sandbox': 'sandbox',
};

/** Puts a package and what it depends on into the project, as `npm install lingpai` does: optional peers stay away. */
function install(name: string): void {
  const target = join(modules, name);
  mkdirSync(dirname(target), { recursive: true });
  const folder = workspace[name];
  const source = folder === undefined ? join(root, 'node_modules', name) : join(root, 'packages', folder);
  if (folder === undefined) symlinkSync(source, target);
  else unpack(source, target);
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) {
    if (!installed().includes(dependency)) install(dependency);
  }
}

function unpack(source: string, target: string): void {
  const packed = mkdtempSync(join(project, 'packed-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: source });
  const [tarball = ''] = readdirSync(packed);
  execFileSync('tar', ['-xzf', join(packed, tarball), '-C', packed]);
  cpSync(join(packed, 'package'), target, { recursive: true });
}

/** The packages of the project. */
function installed(): string[] {
  return readdirSync(modules)
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name],
    )
    .sort();
}

function bytes(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0) : stat.size;
}

function run(...args: readonly string[]): { readonly exitCode: number; readonly output: string } {
  const program = join(modules, 'lingpai/bin/lingpai.js');
  const env = { ...process.env, LC_ALL: 'C' };
  try {
    return {
      exitCode: 0,
      output: execFileSync(process.execPath, [program, ...args], { env, encoding: 'utf8', stdio: 'pipe' }),
    };
  } catch (error) {
    const { status, stderr } = Object(error);
    return { exitCode: status, output: stderr };
  }
}

beforeAll(() => {
  mkdirSync(modules);
  install('lingpai');
});
afterAll(() => rmSync(project, { recursive: true }));

describe('lingpai, installed alone', () => {
  it('brings no hub, no console and no driver of a database, and stays small', () => {
    expect(installed().filter((name) => name.startsWith('@lingpai/'))).toEqual(['@lingpai/alipay', '@lingpai/sandbox']);
    const heavy = /^(fastify|@fastify\/(?!busboy)|kysely|libsql|@libsql|pg|mysql2|pino|prom-client|react|antd)/;
    expect(installed().filter((name) => heavy.test(name))).toEqual([]);
    expect(bytes(modules)).toBeLessThan(25_000_000);
    expect(bytes(join(modules, 'lingpai'))).toBeLessThan(3_000_000);
  });

  it('runs what needs no hub, and says how to get one for the rest', () => {
    expect(run('apis', 'refund').output).toContain('alipay.trade.refund');
    expect(run('demo', '--once').exitCode).toBe(0);
    const { exitCode, output } = run('serve');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^error: the hub is a package of its own; .+npm install lingpai @lingpai\/hub\n.+\n$/);
  });
});
