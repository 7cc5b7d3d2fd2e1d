import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { fixtures } from '../prepare.mjs';
import { makeProject, needing, npmInstall, run } from '../project.mjs';

const versions = ['5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '5.9'];
/** The oldest whose own types for Node and ours need no `skipLibCheck`. */
const firstWithLibCheck = '5.3';

const common = { strict: true, target: 'es2022', types: ['node'], outDir: 'out' };
/** Each with the files that it compiles: `.ts` follows the project, `.cts` and `.mts` say what they are. */
const settings = {
  'commonjs, node10': { options: { module: 'commonjs', moduleResolution: 'node10' }, extensions: ['ts'] },
  'node16, from CommonJS and ES modules': { options: { module: 'node16' }, extensions: ['cts', 'mts'] },
  'node18, from CommonJS and ES modules': { options: { module: 'node18' }, extensions: ['cts', 'mts'], since: '5.8' },
  nodenext: { options: { module: 'nodenext' }, extensions: ['cts', 'mts'] },
  'esnext, bundler': { options: { module: 'esnext', moduleResolution: 'bundler' }, extensions: ['ts'] },
};

/** Every version of TypeScript compiles a program under every setting; what `require` loads runs as well. */
export function typeSection(world) {
  const program = readFileSync(join(fixtures, 'program.ts'), 'utf8');
  const folder = makeProject(world, 'types', {
    manifest: {
      dependencies: {
        '@lingpai/alipay': `file:${world.tarballs['@lingpai/alipay']}`,
        '@types/node': '^20.19.0',
        ...Object.fromEntries(versions.map((version) => [`ts${version}`, `npm:typescript@~${version}.0`])),
      },
    },
    texts: Object.fromEntries(['ts', 'cts', 'mts'].map((extension) => [`program.${extension}`, program])),
  });
  let installed;
  const install = () => {
    installed ??= npmInstall(folder);
    return installed;
  };

  for (const version of versions) {
    it(
      `compiles with TypeScript ${version} under every setting`,
      needing(async () => {
        await install();
        for (const [name, { options, extensions, since = '5.0' }] of Object.entries(settings)) {
          if (version < since) continue;
          const outDir = `out/${version}/${name.replaceAll(/\W+/g, '-')}`;
          const config = `tsconfig.${version}.${name.replaceAll(/\W+/g, '-')}.json`;
          const compilerOptions = { ...common, ...options, outDir, skipLibCheck: version < firstWithLibCheck };
          const files = extensions.map((extension) => `program.${extension}`);
          writeFileSync(join(folder, config), JSON.stringify({ compilerOptions, files }));
          await run('node', [`node_modules/ts${version}/bin/tsc`, '-p', config], { cwd: folder });
          if (options.module === 'esnext') continue;
          const compiled = extensions[0] === 'ts' ? 'program.js' : 'program.cjs';
          const print = `console.log(require('./${outDir}/${compiled}').functions)`;
          assert.equal(await run('node', ['-e', print], { cwd: folder }), 'function,function,function\n', name);
        }
      }),
    );
  }
}
