// Checks who imports whom (ARCHITECTURE.md): between packages by the table below, and within a package that no files import
// each other in a circle. Names the file that breaks a rule.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { findCircles } from './find-circles.mjs';

/** Package folder → workspace packages that its sources may import. */
const allowed = {
  alipay: [],
  sandbox: ['@lingpai/alipay'],
  database: [],
  vault: ['@lingpai/alipay', '@lingpai/database'],
  hub: ['@lingpai/alipay', '@lingpai/database', '@lingpai/vault'],
  'hub-client': [],
  cli: ['@lingpai/alipay', '@lingpai/sandbox', '@lingpai/hub'],
  console: ['@lingpai/hub-client'],
};
/** What the build puts into a package's own files (`scripts/bundle/`), so that it is no dependency of the published one. */
const bundled = {
  sandbox: ['fastify', '@fastify/type-provider-typebox'],
  hub: [
    'fastify',
    '@fastify/busboy',
    '@fastify/cookie',
    '@fastify/rate-limit',
    '@fastify/swagger',
    '@fastify/type-provider-typebox',
    '@fastify/under-pressure',
    'fast-json-stringify',
    'helmet',
    'openid-client',
  ],
  cli: ['@modelcontextprotocol/sdk', 'zod'],
  console: [
    '@ant-design/icons',
    '@tanstack/react-query',
    '@tanstack/react-router',
    'antd',
    'echarts',
    'papaparse',
    'react',
    'react-dom',
  ],
};
/** Folders whose sources may import nothing but `node:` modules. */
const dependencyFree = new Set(['alipay', 'hub-client']);
/** Files that may be part of a circle until it is taken apart. Nothing may be added. */
/** @type {Set<string>} */
const toleratedCircles = new Set([]);
// A key such as 'source-import' of an object is no import.
const importPattern = /(?:(?<![-'"])\bfrom\s*|(?<![-'"])\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;

const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|js|mjs)$/.test(entry.name)) yield path;
  }
}

/** The source behind an import of a compiled module. */
function sourceOf(path) {
  const component = path.replace(/\.js$/, '.tsx');
  return existsSync(component) ? component : path.replace(/\.js$/, '.ts');
}

function problem(folder, specifier, declared) {
  if (specifier.startsWith('.')) return undefined;
  if (isBuiltin(specifier))
    return specifier.startsWith('node:') ? undefined : `"${specifier}" should be "node:${specifier}"`;
  const name = packageName(specifier);
  if (name.startsWith('@lingpai/') || name === 'lingpai') {
    return allowed[folder].includes(name) ? undefined : `packages/${folder} may not import ${name}`;
  }
  if (dependencyFree.has(folder)) return `packages/${folder} may import only node: modules, not ${name}`;
  return declared.has(name) ? undefined : `${name} is not in packages/${folder}/package.json`;
}

const problems = [];
/** Each source file and the files of its package that it imports. */
const imports = new Map();
let files = 0;
for (const folder of readdirSync('packages')) {
  if (!(folder in allowed)) {
    problems.push(`packages/${folder}: not in the table of scripts/check-imports.mjs`);
    continue;
  }
  const manifest = JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8'));
  const declared = new Set([
    ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    ...(bundled[folder] ?? []),
  ]);
  for (const part of ['src', 'generator']) {
    let paths = [];
    try {
      paths = [...sources(`packages/${folder}/${part}`)];
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    for (const path of paths) {
      files += 1;
      const text = readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const imported = new Set();
      imports.set(path, imported);
      for (const [, , specifier = ''] of text.matchAll(importPattern)) {
        const found = problem(folder, specifier, declared);
        if (found) problems.push(`${path}: ${found}`);
        if (specifier.startsWith('.')) imported.add(sourceOf(join(path, '..', specifier)));
        if (specifier.startsWith('../') && !join(path, '..', specifier).startsWith(`packages/${folder}/${part}`)) {
          problems.push(`${path}: "${specifier}" leaves packages/${folder}/${part}`);
        }
      }
    }
  }
}
const circles = findCircles(imports);
for (const path of toleratedCircles) {
  if (!circles.some((circle) => circle.includes(path)))
    problems.push(`${path}: in no circle any more; strike it off the list`);
}
for (const circle of circles) {
  if (circle.every((path) => toleratedCircles.has(path))) continue;
  problems.push(`these files import each other in a circle: ${circle.join(', ')}`);
}
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`imports: ${files} files point the right way, and in no circle but those tolerated`);
