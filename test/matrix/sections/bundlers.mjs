import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { fixtures } from '../prepare.mjs';
import { makeProject, needing, npmInstall, run } from '../project.mjs';

const webpackConfig = `module.exports = {
  target: 'node20', mode: 'production', entry: './entry.mjs',
  output: { path: __dirname + '/out', filename: 'webpack.js' },
};
`;
const viteConfig = `export default {
  build: { ssr: 'entry.mjs', outDir: 'out/vite', target: 'node20' },
  ssr: { noExternal: true },
};
`;
/** @returns {[string, string[]]} */
const esbuild = (format, file) => [
  'node_modules/esbuild/bin/esbuild',
  ['entry.mjs', '--bundle', '--platform=node', '--target=node20', `--format=${format}`, `--outfile=out/${file}`],
];
/** As an ES module: what is inside a bundle must not need `require`. */
const exercise = readFileSync(join(fixtures, 'exercise.cjs'), 'utf8')
  .replace("const assert = require('node:assert/strict');", "import assert from 'node:assert/strict';")
  .replace('module.exports =', 'export default');

/**
 * Each with the packages that it needs, the program and its parameters, and the file that it writes.
 *
 * @type {Record<string, { needs: Record<string, string>, texts?: Record<string, string>, build: [string, string[]], output: string }>}
 */
const bundlers = {
  'esbuild to CommonJS': { needs: { esbuild: '^0.25' }, build: esbuild('cjs', 'esbuild.cjs'), output: 'esbuild.cjs' },
  'esbuild to an ES module': {
    needs: { esbuild: '^0.25' },
    build: esbuild('esm', 'esbuild.mjs'),
    output: 'esbuild.mjs',
  },
  'webpack 5': {
    needs: { webpack: '^5', 'webpack-cli': '^6' },
    texts: { 'webpack.config.cjs': webpackConfig },
    build: ['node_modules/webpack-cli/bin/cli.js', ['--config', 'webpack.config.cjs']],
    output: 'webpack.js',
  },
  'Vite for the server': {
    needs: { vite: '^7' },
    texts: { 'vite.config.mjs': viteConfig },
    build: ['node_modules/vite/bin/vite.js', ['build']],
    output: 'vite/entry.js',
  },
};

/** The client inside a bundle, run on its own. */
export function bundlerSection(world) {
  for (const [name, { needs, texts, build, output }] of Object.entries(bundlers)) {
    it(
      `works in a bundle made by ${name}`,
      needing(async () => {
        const folder = makeProject(world, `bundle-${name.replaceAll(/\W+/g, '-')}`, {
          manifest: {
            type: output.endsWith('/entry.js') ? 'module' : 'commonjs',
            dependencies: { '@lingpai/alipay': `file:${world.tarballs['@lingpai/alipay']}`, ...needs },
          },
          files: ['entry.mjs'],
          texts: { 'exercise.mjs': exercise, ...texts },
        });
        await npmInstall(folder);
        const [program, parameters] = build;
        // esbuild's program is a binary where its install script ran, and a script that finds it where it did not.
        await run('node', [program, ...parameters], { cwd: folder });
        const env = { LINGPAI_MATRIX: world.settings() };
        assert.equal(await run('node', [`out/${output}`], { cwd: folder, env }), 'called\n');
      }),
    );
  }
}
