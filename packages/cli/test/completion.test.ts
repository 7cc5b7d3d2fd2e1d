import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'lingpai-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function script(shell: string): Promise<string> {
  const run = new CommandLine('completion', shell);
  expect([await run.exitCode(), run.errors]).toEqual([0, '']);
  const file = join(folder, shell);
  writeFileSync(file, run.output);
  return file;
}

/** How each shell lists what can follow some words. */
const shells: Readonly<Record<string, (file: string, words: readonly string[]) => readonly string[]>> = {
  bash: (file, words) => [
    '--norc',
    '-c',
    `source ${file}; COMP_WORDS=(lingpai ${words.map((word) => `"${word}"`).join(' ')}); COMP_CWORD=${words.length}; _lingpai; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  zsh: (file, words) => [
    '-f',
    '-c',
    `compdef() { }; compadd() { print -l -- $suggested }; source ${file}; words=(lingpai ${words.map((word) => `"${word}"`).join(' ')}); CURRENT=${words.length + 1}; _lingpai`,
  ],
  fish: (file, words) => ['--no-config', '-c', `source ${file}; complete -C "lingpai ${words.join(' ')}"`],
};

const isInstalled = (shell: string) => {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.each(Object.entries(shells))('lingpai completion %s', (shell, argumentsOf) => {
  it.runIf(isInstalled(shell))('offers commands, commands under them, and their options', async () => {
    const file = await script(shell);
    const offered = (...words: readonly string[]) =>
      execFileSync(shell, argumentsOf(file, words), { encoding: 'utf8' })
        .split('\n')
        .map((line) => line.split('\t', 1)[0] ?? '');
    expect(offered('')).toEqual(expect.arrayContaining(['serve', 'keys', 'sandbox', 'completion']));
    expect(offered('keys', '')).toEqual(expect.arrayContaining(['new', 'list', 'revoke']));
    expect(offered('keys', '')).not.toContain('serve');
    expect(offered('keys', 'new', '--')).toEqual(expect.arrayContaining(['--scopes', '--hub', '--dry-run']));
    expect(offered('keys', 'new', '--')).not.toContain('--port');
  });
});

describe('lingpai completion', () => {
  it('refuses another shell', async () => {
    const run = new CommandLine('completion', 'csh');
    expect(await run.exitCode()).toBe(1);
    expect(run.errors).toContain('Allowed choices are bash, zsh, fish.');
  });
});
