import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const addresses = ['repository', 'homepage', 'bugs'];
const described = ['name', 'version', 'description', 'license', 'keywords', 'engines', 'exports', 'files'];
const shipped = ['README.md', 'LICENSE'];

/** @typedef {{ folder: string, manifest: Record<string, any> }} Package */

/** @param {string} root @returns {Package[]} the packages that are published */
export function publishedPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, manifest: readJson(join(folder, 'package.json')) }))
    .filter(({ manifest }) => !manifest.private);
}

/** What is wrong with manifests, versions and the changelog, whenever that is asked. @param {string} root */
export function manifestGaps(root) {
  const packages = publishedPackages(root);
  const versions = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
  const gaps = packages.flatMap(({ folder, manifest }) => gapsOf(folder, manifest, versions));
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  for (const version of new Set(versions.values())) {
    if (headingOf(changelog, version) === undefined) gaps.push(`CHANGELOG.md: no section for ${version}`);
  }
  return gaps;
}

/** What only the day of publication brings: addresses, a date, a way to report a vulnerability. @param {string} root */
export function publicationGaps(root) {
  const packages = publishedPackages(root);
  const gaps = packages.flatMap(({ manifest }) =>
    addresses.filter((field) => manifest[field] === undefined).map((field) => `${manifest.name}: no "${field}"`),
  );
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  for (const version of new Set(packages.map(({ manifest }) => manifest.version))) {
    if (!headingOf(changelog, version)?.includes('unreleased')) continue;
    gaps.push(`CHANGELOG.md: ${version} is marked as unreleased, it needs its date`);
  }
  if (!/security advisories|mailto:|@/.test(readFileSync(join(root, 'SECURITY.md'), 'utf8'))) {
    gaps.push('SECURITY.md: no way to report a vulnerability');
  }
  return gaps;
}

function gapsOf(folder, manifest, versions) {
  const { name, publishConfig, dependencies = {}, peerDependencies = {} } = manifest;
  const gaps = described.filter((field) => manifest[field] === undefined).map((field) => `${name}: no "${field}"`);
  for (const file of shipped) {
    if (!existsSync(join(folder, file))) gaps.push(`${name}: no ${file}`);
  }
  if (publishConfig?.access !== 'public') gaps.push(`${name}: publishConfig.access is not "public"`);
  for (const [other, version] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (!other.startsWith('@lingpai/')) continue;
    const current = versions.get(other);
    if (current === undefined) gaps.push(`${name}: depends on ${other}, which is not published`);
    else if (current !== version) gaps.push(`${name}: asks for ${other}@${version}, not ${current}`);
  }
  return gaps;
}

function headingOf(changelog, version) {
  return changelog.match(new RegExp(`^## ${version.replaceAll('.', '\\.')}(.*)$`, 'm'))?.[1];
}
