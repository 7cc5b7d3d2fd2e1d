import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { tarballProblems } from './tarball-problems.mjs';

const runFile = promisify(execFile);
/** To end what hangs, not to time anything. */
const timeout = 300_000;

/**
 * What a user does with the published packages: packs all of them, installs them into an empty project, compiles a program
 * against each entry point, runs the example of the hub there, and the hub by its command line, with and without the console.
 *
 * @param {string} root of the workspace, built
 * @param {readonly import('./manifest-gaps.mjs').Package[]} packages
 * @param {(line: string) => void} say
 */
export async function rehearse(root, packages, say) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-release-'));
  try {
    const tarballs = await packAll(join(folder, 'packed'), packages);
    const problems = packages.flatMap(({ manifest }) => tarballProblems(tarballs[manifest.name] ?? '', manifest));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    say(`packed: ${packages.length} packages, built files only`);
    const project = join(folder, 'project');
    await install(root, project, tarballs);
    say('installed: an empty project, strict engines, no install script');
    await compile(project, packages);
    say('compiled: every entry point, strictly, and loaded');
    await runExample(root, project);
    say('ran: the example of the hub, from invitation to cancellation');
    await runHub(project);
    say('ran: lingpai init and serve, with the console, and without it');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function packAll(target, packages) {
  mkdirSync(target, { recursive: true });
  /** @type {Record<string, string>} */
  const tarballs = {};
  for (const { folder, manifest } of packages) {
    const flags = ['pack', '--silent', '--ignore-scripts', '--pack-destination', target];
    tarballs[manifest.name] = join(target, (await run('npm', flags, folder)).trim());
  }
  return tarballs;
}

async function install(root, project, tarballs) {
  mkdirSync(project);
  const { devDependencies } = readJson(join(root, 'package.json'));
  const dependencies = Object.fromEntries(
    Object.entries(tarballs).map(([name, path]) => [name, pathToFileURL(path).href]),
  );
  const tools = Object.fromEntries(['typescript', '@types/node'].map((name) => [name, devDependencies[name]]));
  const manifest = { name: 'project', private: true, type: 'module', dependencies, devDependencies: tools };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--engine-strict', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], project);
  const lock = readJson(join(project, 'package-lock.json'));
  const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript && !entry.optional);
  if (scripted.length > 0) throw new Error(`these packages run scripts: ${scripted.map(([path]) => path).join(', ')}`);
  await run('npm', ['ls', '--all', '--silent'], project);
  const frontEnd = ['react', 'antd', 'echarts', 'vite'].filter((name) =>
    existsSync(join(project, 'node_modules', name)),
  );
  if (frontEnd.length > 0) throw new Error(`installed for nothing: ${frontEnd.join(', ')}`);
}

/** Imports every entry point that has types, with checked declaration files, and loads it. */
async function compile(project, packages) {
  const entries = packages.flatMap(({ manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([entry]) => join(manifest.name, entry).replace('*', 'alipay-trade')),
  );
  const lines = entries.map(
    (entry, index) => `import * as entry${index} from '${entry}';\nconsole.log(typeof entry${index});`,
  );
  writeFileSync(join(project, 'program.ts'), `${lines.join('\n')}\n`);
  const compilerOptions = { strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2023', types: ['node'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  await run('npx', ['tsc', '-p', '.'], project);
  const output = await run(process.execPath, ['program.js'], project);
  if (output !== 'object\n'.repeat(entries.length)) throw new Error(`the entry points do not load:\n${output}`);
}

async function runExample(root, project) {
  cpSync(join(root, 'examples/hub/src'), join(project, 'example'), { recursive: true });
  await run(process.execPath, ['example/main.js', '--once'], project);
}

async function runHub(project) {
  const lingpai = join(project, 'node_modules/lingpai/bin/lingpai.js');
  const port = await freePort();
  await run(process.execPath, [lingpai, 'init', '--directory', 'hub', '--port', String(port)], project);
  const serve = [lingpai, 'serve', '--config', 'hub/lingpai.config.yaml'];
  await whileRunning(project, serve, port, async (address) => {
    const page = await (await fetch(address)).text();
    const script = page.match(/<script[^>]+src="([^"]+)"/)?.[1];
    if (script === undefined) throw new Error('the hub does not serve the console');
    const { status } = await fetch(new URL(script, address));
    if (status !== 200) throw new Error(`the console's script is not there: ${status}`);
  });
  rmSync(join(project, 'node_modules/@lingpai/console'), { recursive: true });
  await whileRunning(project, serve, port, async (address) => {
    const { status } = await fetch(new URL('/openapi.json', address));
    if (status !== 200) throw new Error(`without the console the hub responds with ${status}`);
  });
}

/** Starts a hub, waits until it is ready, and ends it as an operator does. */
async function whileRunning(project, parameters, port, use) {
  const child = spawn(process.execPath, parameters, { cwd: project, stdio: ['ignore', 'ignore', 'pipe'] });
  const errors = [];
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const ended = once(child, 'close');
  try {
    const address = `http://127.0.0.1:${port}/`;
    await untilReady(new URL('/healthz', address), child);
    await use(address);
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`the hub ended with ${code}`);
  } catch (cause) {
    throw new Error(`${cause.message}\n${Buffer.concat(errors)}`, { cause });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function untilReady(url, child) {
  for (const end = Date.now() + timeout; Date.now() < end && child.exitCode === null; await pause(100)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error('the hub does not start');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

async function run(command, parameters, cwd) {
  try {
    const { stdout } = await runFile(command, parameters, { cwd, timeout, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const printed = `${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-6000);
    throw new Error(`${[command, ...parameters].join(' ')} failed (${error.code ?? error.signal})\n${printed}`);
  }
}
