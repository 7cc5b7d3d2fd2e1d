// Writes what is generated from the schema of the hub's settings: the table of docs/hub-settings.md and the JSON schema for
// editors. With --check, names what is not up to date instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsJsonSchema } from '../packages/hub/dist/config/settings-json-schema.js';
import { settingsTable } from '../packages/hub/dist/config/settings-table.js';

const begin = '<!-- generated: npm run settings -->';
const end = '<!-- end of what is generated -->';
const page = 'docs/hub-settings.md';
const schema = 'packages/hub/settings.schema.json';

const text = readFileSync(page, 'utf8');
const [head, rest = ''] = text.split(begin);
const [, tail = ''] = rest.split(end);
const contents = new Map([
  [page, `${head}${begin}\n\n${settingsTable()}\n\n${end}${tail}`],
  [schema, `${JSON.stringify(settingsJsonSchema(), undefined, 2)}\n`],
]);

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv.includes('--check')) {
  const stale = [...contents].filter(([path, content]) => readIfThere(path) !== content).map(([path]) => path);
  for (const path of stale) console.error(`${path} is not up to date: npm run settings`);
  if (stale.length > 0) process.exit(1);
  console.log(`settings: ${contents.size} generated files are up to date`);
} else {
  for (const [path, content] of contents) writeFileSync(path, content);
}
