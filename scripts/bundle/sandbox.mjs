import { readFileSync, writeFileSync } from 'node:fs';
import { licencesOf } from './licences.mjs';
import { writeBundle } from './write-bundle.mjs';

const folder = 'packages/sandbox';
/** Fastify loads it only for `inject`, which the sandbox does not use, and it depends on a package that needs Node 22. */
const neverLoaded = 'light-my-request';
/** Its 700 small files take longer to load than everything else. It stays a dependency, which the types import. */
const joined = 'typebox';

/**
 * Joins the sandbox's modules and Fastify into one file. As a dependency, Fastify brings `cookie@2`, which declares
 * Node 22: Yarn 1 and npm's `engine-strict` refuse to install that on Node 20.
 */
export async function bundleSandbox() {
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const installed = Object.keys(dependencies).filter((name) => name !== joined);
  const external = [/^node:/, neverLoaded, ...installed.map((name) => new RegExp(`^${name}(/|$)`))];
  const chunks = await writeBundle(
    { input: `${folder}/dist/index.js`, external },
    { dir: `${folder}/dist/bundle`, format: 'esm', entryFileNames: 'index.js', codeSplitting: false },
  );
  const bundled = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  writeFileSync(`${folder}/dist/bundle/LICENSES.txt`, licencesOf(bundled));
}
