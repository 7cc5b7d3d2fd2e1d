import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleChecks, bundleHandler, bundleMain } from './client.mjs';
import { writeBundle } from './write-bundle.mjs';

const dist = 'packages/alipay/dist';
const target = join(dist, 'cjs');
/** `dynamicImportInCjs: false`: a plain Jest cannot `import()`, not even a module of Node. */
const format = /** @type {const} */ ({ format: 'cjs', exports: 'named', esModule: true, dynamicImportInCjs: false });

/**
 * Writes the client once more as CommonJS, with types of its own: `dist/cjs` has a `package.json` that makes Node and
 * TypeScript read both its `.js` and its `.d.ts` files as CommonJS.
 */
export async function bundleCommonJs() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), '{ "type": "commonjs" }\n');
  await bundleMain({ ...format, file: join(target, 'index.js') }, './checks/index.js');
  await bundleChecks({ ...format, file: join(target, 'checks/index.js') });
  await writeBundle(
    { input: join(dist, 'generator/index.js') },
    { ...format, file: join(target, 'generator/index.js') },
  );
  await bundleHandler({ ...format, file: join(target, 'handler/index.js') }, '../index.js');
  await writeBundle({ input: apiModules() }, { ...format, dir: join(target, 'apis'), entryFileNames: '[name].js' });
  copyTypes();
}

function apiModules() {
  const names = readdirSync(join(dist, 'apis')).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(names.map((name) => [basename(name, '.js'), join(dist, 'apis', name)]));
}

function copyTypes() {
  for (const name of readdirSync(dist)) {
    if (name === 'bundle' || name === 'cjs') continue;
    cpSync(join(dist, name), join(target, name), { recursive: true, filter: isFolderOrTypes });
  }
}

function isFolderOrTypes(path) {
  return path.endsWith('.d.ts') || !basename(path).includes('.');
}
