import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from '../prepare.mjs';
import { makeProject, needing, npmInstall, run, Unavailable } from '../project.mjs';

const { platform, arch } = process;
const isMusl =
  platform === 'linux' && /** @type {any} */ (process.report.getReport()).header.glibcVersionRuntime === undefined;
const operatingSystem = platform === 'win32' ? 'win' : platform;

/** Where npm has each runtime as a package of its own, and the program inside. */
const runtimes = {
  'Node 22': { name: `node-${operatingSystem}-${arch}`, version: '^22', program: 'bin/node' },
  'Node 24': { name: `node-${operatingSystem}-${arch}`, version: '^24', program: 'bin/node' },
  Bun: { name: bunPackage(), version: '^1', program: 'bin/bun' },
  Deno: { name: denoPackage(), version: '^2', program: 'deno' },
};

function bunPackage() {
  const cpu = arch === 'arm64' ? 'aarch64' : arch;
  return `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${cpu}${isMusl ? '-musl' : ''}`;
}

function denoPackage() {
  return `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`;
}

/** The client's own tests on other versions of Node, and one program on Bun and Deno. */
export function runtimeSection(world) {
  for (const runtime of ['Node 22', 'Node 24']) {
    it(
      `passes the client's tests on ${runtime}`,
      needing(async (context) => {
        const program = await fetchRuntime(world, runtime);
        context.diagnostic(`${runtime}: ${(await run(program, ['--version'])).trim()}`);
        await run(program, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'packages/alipay', '--reporter=dot'], {
          cwd: root,
          env: { PATH: `${join(program, '..')}:${process.env.PATH}` },
        });
      }),
    );
  }

  const smoke = {
    Bun: ['run', 'program.mjs'],
    Deno: ['run', '--allow-all', '--node-modules-dir=manual', 'program.mjs'],
  };
  for (const [runtime, parameters] of Object.entries(smoke)) {
    it(
      `calls from ${runtime}`,
      needing(async (context) => {
        const program = await fetchRuntime(world, runtime);
        context.diagnostic((await run(program, ['--version'])).split('\n')[0]);
        const folder = makeProject(world, `smoke-${runtime}`, {
          manifest: { dependencies: { '@lingpai/alipay': `file:${world.tarballs['@lingpai/alipay']}` } },
          files: ['program.mjs', 'exercise.cjs'],
        });
        await npmInstall(folder, '--offline');
        const env = { LINGPAI_MATRIX: world.settings(), DENO_NO_UPDATE_CHECK: '1' };
        assert.equal(await run(program, parameters, { cwd: folder, env }), 'called\n');
      }),
    );
  }
}

async function fetchRuntime(world, runtime) {
  const { name, version, program } = runtimes[runtime];
  const folder = makeProject(world, `runtime-${runtime.replaceAll(' ', '-')}`, {
    manifest: { dependencies: { [name]: version } },
  });
  await npmInstall(folder);
  const path = join(folder, 'node_modules', name, platform === 'win32' ? `${program}.exe` : program);
  if (!existsSync(path)) throw new Unavailable(`${name} holds no ${program}`);
  chmodSync(path, 0o755);
  return path;
}
