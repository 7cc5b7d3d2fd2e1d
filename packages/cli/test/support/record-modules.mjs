// `node --import` loads this before the program: it writes the address of every module that the program loads to the file
// that LINGPAI_TEST_LOADED_MODULES names.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

const file = process.env.LINGPAI_TEST_LOADED_MODULES ?? '';
register('./record-module-hooks.mjs', import.meta.url, { data: { file } });
// What CommonJS modules require passes by the hooks on Node 20.
process.on('exit', () => {
  const required = Object.keys(createRequire(import.meta.url).cache ?? {}).map((path) => pathToFileURL(path).href);
  appendFileSync(file, required.map((url) => `${url}\n`).join(''));
});
