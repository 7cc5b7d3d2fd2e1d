// `npm run release:check`: a release rehearsal. Manifests, versions and the changelog agree; the public API is the one that is
// committed in `packages/*/api`; every package is packed, installed into an empty project, and used there. `-- --update` only
// writes the public API anew, for the reviewer of the change.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createPatch } from 'diff';
import { apiReports } from './api-reports.mjs';
import { commandHelp } from './command-help.mjs';
import { manifestGaps, publicationGaps, publishedPackages } from './manifest-gaps.mjs';
import { rehearse } from './rehearsal.mjs';

const root = resolve(import.meta.dirname, '../..');
const isUpdate = process.argv.includes('--update');
const packages = publishedPackages(root);

const gaps = manifestGaps(root);
if (gaps.length > 0) fail(gaps);
console.log(`consistent: ${packages.length} manifests, their versions and the changelog`);

const differences = packages.flatMap(compareApi);
if (differences.length > 0) {
  fail([
    ...differences,
    'The public API differs from the committed one. If that is meant: npm run release:check -- --update',
  ]);
}
if (isUpdate) {
  console.log('public API: written to packages/*/api');
  process.exit();
}
console.log('public API: as in packages/*/api');

await rehearse(root, packages, console.log).catch((error) => fail([error.message]));

const open = publicationGaps(root);
console.log(`ready, except for what the day of publication brings: ${open.length} entries (npm run publishing)`);

/** @param {readonly string[]} lines @returns {never} */
function fail(lines) {
  for (const line of lines) console.error(line);
  process.exit(1);
}

/** @param {import('./manifest-gaps.mjs').Package} published @returns {string[]} */
function compareApi(published) {
  const folder = join(published.folder, 'api');
  const { bin } = published.manifest;
  const reports = apiReports(published);
  if (bin !== undefined) reports['commands.txt'] = commandHelp(join(published.folder, Object.values(bin)[0]));
  if (isUpdate) {
    rmSync(folder, { recursive: true, force: true });
    if (Object.keys(reports).length > 0) mkdirSync(folder);
    for (const [file, text] of Object.entries(reports)) writeFileSync(join(folder, file), text);
    return [];
  }
  const known = new Set([...committedFiles(folder), ...Object.keys(reports)]);
  return [...known].sort().flatMap((file) => {
    const path = join(folder, file);
    const [before, after] = [
      committedFiles(folder).includes(file) ? readFileSync(path, 'utf8') : '',
      reports[file] ?? '',
    ];
    return before === after ? [] : [createPatch(relative(root, path), before, after, 'committed', 'built')];
  });
}

/** @param {string} folder */
function committedFiles(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
