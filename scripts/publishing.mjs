// `npm run publishing`: lists what the packages still need before they can be published. Exits with 1 while there is
// anything. `repository`, `homepage` and `bugs` stay out of the manifests until there is an address.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const addresses = ['repository', 'homepage', 'bugs'];
const described = ['name', 'version', 'description', 'license', 'keywords', 'engines', 'exports', 'files'];
const shipped = ['README.md', 'LICENSE'];

const folders = readdirSync('packages').map((name) => join('packages', name));
const manifests = new Map(folders.map((folder) => [folder, readJson(join(folder, 'package.json'))]));
const versions = new Map([...manifests.values()].map(({ name, version }) => [name, version]));

/** @type {string[]} */
const open = [];
for (const [folder, manifest] of manifests) {
  if (manifest.private) continue;
  for (const field of [...described, ...addresses]) {
    if (manifest[field] === undefined) open.push(`${manifest.name}: no "${field}" in ${folder}/package.json`);
  }
  for (const file of shipped) {
    if (!existsSync(join(folder, file))) open.push(`${manifest.name}: no ${file} in ${folder}`);
  }
  if (manifest.publishConfig?.access !== 'public') open.push(`${manifest.name}: publishConfig.access is not "public"`);
  for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
    if (!versions.has(name)) continue;
    if (versions.get(name) !== version)
      open.push(`${manifest.name}: asks for ${name}@${version}, not ${versions.get(name)}`);
    if ([...manifests.values()].find((other) => other.name === name)?.private) {
      open.push(`${manifest.name}: depends on ${name}, which is private`);
    }
  }
}

const changelog = readFileSync('CHANGELOG.md', 'utf8');
for (const version of new Set(versions.values())) {
  const heading = changelog.match(new RegExp(`^## ${version.replaceAll('.', '\\.')}(.*)$`, 'm'));
  if (heading === null) open.push(`CHANGELOG.md: no section for ${version}`);
  else if (heading[1].includes('unreleased'))
    open.push(`CHANGELOG.md: ${version} is marked as unreleased, it needs its date`);
}
if (!/security advisories|mailto:|@/.test(readFileSync('SECURITY.md', 'utf8'))) {
  open.push('SECURITY.md: no way to report a vulnerability');
}

if (open.length === 0) console.log('nothing is missing');
for (const line of open) console.log(line);
process.exitCode = open.length === 0 ? 0 : 1;
