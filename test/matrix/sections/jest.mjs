import { it } from 'node:test';
import { makeProject, needing, npmInstall, run } from '../project.mjs';

export function jestSection(world) {
  const alipay = `file:${world.tarballs['@lingpai/alipay']}`;

  it(
    'runs under plain Jest without a transformer',
    needing(async () => {
      const folder = makeProject(world, 'jest-plain', {
        manifest: {
          dependencies: { '@lingpai/alipay': alipay, jest: '^30' },
          jest: { transform: {}, testMatch: ['**/plain.test.js'] },
        },
        files: ['plain.test.js', 'exercise.cjs'],
      });
      await npmInstall(folder);
      await run('node', ['node_modules/jest/bin/jest.js', '--ci', '--testTimeout=300000'], {
        cwd: folder,
        env: { LINGPAI_MATRIX: world.settings() },
      });
    }),
  );

  it(
    'runs under ts-jest in a classic TypeScript project',
    needing(async () => {
      const compilerOptions = { strict: true, target: 'es2022', module: 'commonjs', moduleResolution: 'node10' };
      const folder = makeProject(world, 'jest-typed', {
        manifest: {
          dependencies: {
            '@lingpai/alipay': alipay,
            '@types/jest': '^30',
            '@types/node': '^20.19.0',
            jest: '^30',
            'ts-jest': '^29.4',
            typescript: '~5.9.0',
          },
          jest: { preset: 'ts-jest', testMatch: ['**/typed.test.ts'] },
        },
        files: ['typed.test.ts', 'exercise.cjs', 'exercise.d.cts'],
        texts: { 'tsconfig.json': JSON.stringify({ compilerOptions }) },
      });
      await npmInstall(folder);
      await run('node', ['node_modules/jest/bin/jest.js', '--ci', '--testTimeout=300000'], {
        cwd: folder,
        env: { LINGPAI_MATRIX: world.settings() },
      });
    }),
  );
}
