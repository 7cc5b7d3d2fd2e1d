import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../examples/starter.mjs';
import { root } from '../prepare.mjs';
import { firstFailure, isRegistryFailure, makeProject, needing, npmInstall, run, Unavailable } from '../project.mjs';

/** A program that exits with something else than 0 fails its test, and a refused engine is a failure of the install. */
export function installSection(world) {
  const tarballs = world.tarballs;
  const urls = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, pathToFileURL(path).href]));
  const files = ['every-package.mjs', 'exercise.cjs', 'program.cjs', 'program.mjs'];
  const tools = makeProject(world, 'tools', { manifest: { dependencies: { pnpm: '^10', yarn: '^1.22' } } });
  const cacheOfYarn = join(world.folder, 'yarn-cache');
  let installed;
  const tool = async (name) => {
    installed ??= npmInstall(tools);
    await installed;
    return join(tools, 'node_modules/.bin', name);
  };

  const managers = {
    npm: {
      // npm takes the tarballs for the versions that they name.
      manifest: {},
      command: async () => 'npm',
      flags: ['install', '--engine-strict', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
    },
    pnpm: {
      manifest: { pnpm: { overrides: urls } },
      command: () => tool('pnpm'),
      flags: ['install', '--ignore-scripts', '--config.engine-strict=true', '--prefer-offline'],
    },
    'Yarn 1': {
      manifest: { resolutions: urls },
      command: () => tool('yarn'),
      // Yarn takes a packed file of a known name and version from its cache, whatever has been packed since.
      flags: ['install', '--ignore-scripts', '--non-interactive', '--no-progress', '--cache-folder', cacheOfYarn],
    },
  };

  for (const [manager, { manifest, command, flags }] of Object.entries(managers)) {
    it(
      `installs every package with ${manager} and strict engines, and runs them`,
      needing(async () => {
        const name = `install-${manager.replaceAll(' ', '-')}`;
        const folder = makeProject(world, name, { manifest: { dependencies: urls, ...manifest }, files });
        const program = await command();
        await run(program, flags, { cwd: folder }).catch((error) => {
          throw isRegistryFailure(error) ? new Unavailable(firstFailure(error)) : error;
        });
        const env = { LINGPAI_MATRIX: world.settings() };
        assert.equal(await run('node', ['every-package.mjs'], { cwd: folder, env }), 'called\n');
        assert.equal(await run('node', ['program.mjs'], { cwd: folder, env }), 'called\n');
        const again = { LINGPAI_MATRIX: world.settings() };
        assert.equal(await run('node', ['program.cjs'], { cwd: folder, env: again }), 'called\n');
        assert.match(await run(join(folder, 'node_modules/.bin/lingpai'), ['--help'], { cwd: folder }), /sandbox/);
      }),
    );
  }

  it(
    'takes a new user from npm install to the first refunded payment: docs/quick-start.md in an empty folder',
    needing(async () => {
      const page = readFileSync(join(root, 'docs/quick-start.md'), 'utf8');
      const [, names = ''] = page.match(/^npm install (@.*)$/m) ?? [];
      const [, file = ''] = page.match(/^Save this as `(.*)`:$/m) ?? [];
      const [, program = ''] = page.match(/```ts\n(.*?)```/s) ?? [];
      const [, command = ''] = page.match(/```sh\n(node .*)\n```/) ?? [];
      const [, printed] = page.match(/```text\n(.*?)```/s) ?? [];
      const folder = join(world.folder, 'quick-start');
      mkdirSync(folder);
      await run('npm', ['init', '-y'], { cwd: folder });
      await npmInstall(folder, ...names.split(' ').map((name) => tarballs[name]));
      writeFileSync(join(folder, file), program);
      const output = await run('node', command.split(' ').slice(1), {
        cwd: folder,
        env: { PORT: String(await freePort()) },
      });
      assert.equal(output.replaceAll(/127\.0\.0\.1:\S+/g, '127.0.0.1:…'), printed);
    }),
  );

  it(
    'needs no other package for the client alone',
    needing(async () => {
      const dependencies = { '@lingpai/alipay': urls['@lingpai/alipay'] };
      const folder = makeProject(world, 'install-alone', { manifest: { dependencies } });
      await npmInstall(folder, '--offline');
      const listed = JSON.parse(await run('npm', ['ls', '--all', '--json'], { cwd: folder }));
      assert.deepEqual(Object.keys(listed.dependencies), ['@lingpai/alipay']);
      const below = listed.dependencies['@lingpai/alipay'].dependencies ?? {};
      assert.deepEqual(
        Object.values(below).filter((found) => found.version !== undefined),
        [],
      );
    }),
  );
}
