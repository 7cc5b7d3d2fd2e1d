import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { fixtures } from '../prepare.mjs';
import { makeProject, needing, npmInstall, run } from '../project.mjs';

const common = { strict: true, target: 'es2022', types: ['node'], skipLibCheck: true };
const redeemed = '2021000000000777,true\n';

/** Each row of "The other packages" in docs/projects.md: a CommonJS project loads the packages that are ES modules. */
export function recipeSection(world) {
  const project = makeProject(world, 'recipes', {
    manifest: {
      dependencies: {
        ...Object.fromEntries(Object.entries(world.tarballs).map(([name, path]) => [name, `file:${path}`])),
        '@types/node': '^20.19.0',
        jest: '^30',
        typescript: '~5.9.0',
      },
    },
  });
  let installed;
  /** A folder inside the project: it finds what the project installed, and its database is its own. */
  const folderOf = async (name, files) => {
    installed ??= npmInstall(project);
    await installed;
    const folder = join(project, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs', jest: { transform: {} } }));
    for (const file of files) cpSync(join(fixtures, file), join(folder, file));
    return folder;
  };

  it(
    'loads them with require',
    needing(async () => {
      const folder = await folderOf('required', ['required-packages.cjs', 'exercise-vault.cjs']);
      assert.equal(await run('node', ['required-packages.cjs'], { cwd: folder }), redeemed);
    }),
  );

  const compiled = [
    { module: 'commonjs', options: { moduleResolution: 'node10' }, file: 'commonjs-packages', extension: 'ts' },
    { module: 'node16', options: {}, file: 'imported-packages', extension: 'cts' },
    { module: 'node18', options: {}, file: 'imported-packages', extension: 'cts' },
    { module: 'nodenext', options: {}, file: 'imported-packages', extension: 'cts' },
  ];
  for (const { module, options, file, extension } of compiled) {
    it(
      `compiles and runs a program with module: ${module}`,
      needing(async () => {
        const source = `${file}.${extension}`;
        const folder = await folderOf(`compiled-${module}`, [source]);
        const compilerOptions = { ...common, module, ...options };
        writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [source] }));
        await run('node', [join(project, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder });
        const program = source.replace(/ts$/, 'js');
        assert.equal(await run('node', [program], { cwd: folder }), redeemed);
      }),
    );
  }

  it(
    'loads them under Jest with --experimental-vm-modules',
    needing(async () => {
      const folder = await folderOf('jest', ['packages.test.js', 'exercise-vault.cjs']);
      const jest = join(project, 'node_modules/jest/bin/jest.js');
      await run('node', ['--experimental-vm-modules', jest, '--ci', '--testTimeout=300000'], { cwd: folder });
    }),
  );
}
