import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fixtures } from './prepare.mjs';

const runFile = promisify(execFile);
const required = Boolean(process.env.CI) || process.env.LINGPAI_REQUIRE_MATRIX === '1';
/** To end what hangs, not to time anything. */
const timeout = 300_000;

/** What could not be fetched: the caller skips, or fails where nothing may be left out. */
export class Unavailable extends Error {}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @throws Error with that text when it fails
 */
export async function run(command, parameters, { cwd, env } = {}) {
  try {
    const { stdout } = await runFile(command, parameters, {
      cwd,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      timeout,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } catch (error) {
    const printed = `${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-6000);
    throw new Error(`${[command, ...parameters].join(' ')} failed (${error.code ?? error.signal})\n${printed}`);
  }
}

/**
 * A folder with a `package.json` and, where they are named, files of `fixtures`.
 *
 * @param {import('./prepare.mjs').World} world
 * @param {string} name
 * @param {{ manifest?: object, files?: readonly string[], texts?: Record<string, string> }} [content]
 */
export function makeProject(world, name, { manifest = {}, files = [], texts = {} } = {}) {
  const folder = join(world.folder, name);
  mkdirSync(folder, { recursive: true });
  const whole = { name: 'matrix-project', version: '1.0.0', private: true, license: 'Apache-2.0', ...manifest };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(whole, undefined, 2));
  for (const file of files) cpSync(join(fixtures, file), join(folder, file));
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
  return folder;
}

const npmFlags = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--prefer-offline'];

/** Installs what a project's `package.json` names with npm. @throws Unavailable when the registry has it not */
export async function npmInstall(folder, ...parameters) {
  try {
    await run('npm', ['install', ...npmFlags, ...parameters], { cwd: folder });
  } catch (error) {
    throw isRegistryFailure(error) ? new Unavailable(firstFailure(error)) : error;
  }
}

const registryFailure =
  /E404|ETARGET|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|E50\d|ERR_PNPM_(FETCH|META)/;

export function isRegistryFailure(error) {
  return registryFailure.test(error.message);
}

export function firstFailure(error) {
  return error.message.split('\n').find((line) => registryFailure.test(line)) ?? error.message;
}

/** Wraps a test so that what is unavailable skips it, or fails it where nothing may be left out. */
export function needing(body) {
  return async (context) => {
    try {
      await body(context);
    } catch (error) {
      if (!(error instanceof Unavailable) || required) throw error;
      context.skip(error.message);
    }
  };
}
