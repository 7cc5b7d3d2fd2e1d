import { describe, expect, it } from 'vitest';
import { manifestGaps } from '../scripts/release/manifest-gaps.mjs';
import { problemsOf } from '../scripts/release/tarball-problems.mjs';

const manifest = {
  name: '@lingpai/example',
  bin: { example: 'bin/example.js' },
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './apis/*': './dist/apis/*.js' },
};
const files = [
  'package.json',
  'README.md',
  'LICENSE',
  'bin/example.js',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/apis/a.js',
];

describe('a packed package', () => {
  it('holds its entry points and built files', () => {
    expect(problemsOf(files, manifest)).toEqual([]);
  });

  it.each([
    [
      'an entry point that is missing',
      files.filter((file) => file !== 'dist/index.js'),
      'dist/index.js is an entry point',
    ],
    ['a pattern without a file', files.filter((file) => !file.includes('apis')), 'dist/apis/*.js is an entry point'],
    ['a program that is missing', files.filter((file) => !file.startsWith('bin')), 'bin/example.js is an entry point'],
    ['no licence', files.filter((file) => file !== 'LICENSE'), 'LICENSE is not packed'],
    ['a source', [...files, 'dist/index.ts'], 'dist/index.ts is packed'],
    ['a folder of sources', [...files, 'src/index.js'], 'src/index.js is packed'],
    ['a test', [...files, 'test/index.test.js'], 'test/index.test.js is packed'],
    ['a map of sources', [...files, 'dist/index.js.map'], 'dist/index.js.map is packed'],
    ['settings of a tool', [...files, '.env'], '.env is packed'],
  ])('is refused with %s', (_, changed, problem) => {
    expect(problemsOf(changed, manifest)).toEqual([expect.stringContaining(problem)]);
  });

  it('is refused with a dependency that is built in, and with a script that runs at the installation', () => {
    const changed = { ...manifest, dependencies: { react: '19.0.0' }, scripts: { postinstall: 'node x.js' } };
    expect(problemsOf(files, changed)).toEqual([
      '@lingpai/example: react has to be built in',
      '@lingpai/example: runs a script: postinstall',
    ]);
  });
});

it('has no gap in the manifests, the versions and the changelog', () => {
  expect(manifestGaps('.')).toEqual([]);
});
