import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { licencesOf } from './licences.mjs';

const folder = 'packages/console';
/** What the built console follows from; `npm run build` skips it when none of them changed. */
const inputs = [
  'package-lock.json',
  'scripts/bundle/console.mjs',
  'packages/hub-client/dist',
  ...['index.html', 'package.json', 'vite.config.ts', 'public', 'src'].map((name) => join(folder, name)),
];
const stamp = 'node_modules/.cache/lingpai-console';

/** Makes the console's files, which the hub serves, from its sources. */
export async function bundleConsole() {
  const hash = hashOf(inputs.flatMap(filesOf));
  const isBuilt = existsSync(join(folder, 'dist/index.html'));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const output = await build({ root: folder, logLevel: 'warn' });
  if (!('output' in output)) throw new Error('the build of the console: expected one output');
  const bundled = output.output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  writeFileSync(join(folder, 'dist/LICENSES.txt'), licencesOf(bundled));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** @returns {string[]} */
function filesOf(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
