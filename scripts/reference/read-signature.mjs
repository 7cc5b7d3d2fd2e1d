// @ts-check
// The signature of a generated method, read from the generated source, so that a page never says what the types do not.
import { readFileSync } from 'node:fs';

const folder = new URL('../../packages/alipay/src/apis/', import.meta.url);
/** @type {Map<string, string>} */
const sources = new Map();

/** @param {string} module */
function sourceOf(module) {
  const known = sources.get(module);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`${module}.ts`, folder), 'utf8');
  sources.set(module, text);
  return text;
}

/**
 * @param {string} module
 * @param {string} method
 * @returns {string}
 */
export function readSignature(module, method) {
  const lines = sourceOf(module).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`  ${method}(`));
  const end = lines.findIndex((line, index) => index >= start && line.endsWith('{'));
  if (start < 0 || end < 0) throw new Error(`${module} has no method ${method}; run npm run build first`);
  return lines
    .slice(start, end + 1)
    .map((line) => line.slice(2))
    .join('\n')
    .replace(/ \{$/, ';');
}
