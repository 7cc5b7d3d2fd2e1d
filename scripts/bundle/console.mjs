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
  ...['index.html', 'package.json', 'vite.config.ts', 'vite', 'public', 'src'].map((name) => join(folder, name)),
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
  writeFileSync(join(folder, 'dist/preloads.json'), JSON.stringify(preloadsOf(output.output)));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/**
 * The scripts that each page needs besides those that every page loads: the hub names them in the page, so that a browser asks for
 * all at once.
 *
 * @returns {Record<string, string[]>} by the path of the route
 */
function preloadsOf(output) {
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk]] : [])));
  const withImports = (name, found = new Set()) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const imported of chunks.get(name)?.imports ?? []) withImports(imported, found);
    return found;
  };
  const entry = [...chunks.values()].find(({ isEntry }) => isEntry);
  const ofEveryPage = withImports(entry.fileName);
  const routes = readFileSync(join(folder, 'src/router/routes.tsx'), 'utf8');
  const pages = [...routes.matchAll(/path: '([^']+)',(?:(?!path:)[\s\S])*?import\('\.\.\/(pages\/[^']+)\.js'\)/g)];
  return Object.fromEntries(
    pages.map(([, path, module]) => {
      const chunk = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${module}.tsx`));
      if (chunk === undefined) throw new Error(`the build of the console: expected a script of its own for ${module}`);
      const needed = [...withImports(chunk.fileName)].filter((name) => !ofEveryPage.has(name));
      return [path, needed.map((name) => `/${name}`)];
    }),
  );
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
