import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The licence texts of the packages whose modules are in a bundle.
 *
 * @param {Iterable<string>} moduleIds paths of the bundled modules
 */
export function licencesOf(moduleIds) {
  const folders = new Set([...moduleIds].filter((id) => id.includes('node_modules')).map(packageFolder));
  return [...folders]
    .map(licenceOf)
    .toSorted()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The nearest folder above with a `package.json` that has a name: some packages keep nameless ones inside. */
function packageFolder(moduleId) {
  let folder = dirname(moduleId.replace(/^\0/, ''));
  while (!existsSync(join(folder, 'package.json')) || manifestOf(folder).name === undefined) folder = dirname(folder);
  return folder;
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function licenceOf(folder) {
  const { name, version, license } = manifestOf(folder);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${name}@${version} states no licence`);
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}
