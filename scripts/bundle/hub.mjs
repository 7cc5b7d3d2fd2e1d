import { readFileSync, writeFileSync } from 'node:fs';
import { licencesOf } from './licences.mjs';
import { writeBundle } from './write-bundle.mjs';

const folder = 'packages/hub';
/** Fastify loads it only for `inject`, which the hub does not use, and it depends on a package that needs Node 22. */
const neverLoaded = 'light-my-request';
/** Its 700 small files take longer to load than everything else. It stays a dependency, which the types import. */
const joined = 'typebox';

/** Joins the hub's modules with Fastify and its plugins into one file, for the same reason as the sandbox's. */
export async function bundleHub() {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const installed = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name !== joined);
  const external = [/^node:/, neverLoaded, ...installed.map((name) => new RegExp(`^${name}(/|$)`))];
  const chunks = await writeBundle(
    { input: `${folder}/dist/index.js`, external },
    { dir: `${folder}/dist/bundle`, format: 'esm', entryFileNames: 'index.js', codeSplitting: false },
  );
  const bundled = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  writeFileSync(`${folder}/dist/bundle/LICENSES.txt`, licencesOf(bundled));
}
