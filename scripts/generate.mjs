// Writes packages/alipay/src/apis from the catalogue. Run by `npm run generate`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { idempotencyKeys } from './catalogue/idempotency-keys.mjs';
import { generateApis, writeApis } from '../packages/alipay/dist/generator/index.js';

const catalogue = new URL('../packages/alipay/catalogue/alipay-openapi-v3.json', import.meta.url);
const directory = fileURLToPath(new URL('../packages/alipay/src/apis', import.meta.url));
const runtime = {
  ApiClient: '../client/operation.js',
  ApiPromise: '../client/api-promise.js',
  FileInput: '../client/file-input.js',
  Operation: '../client/operation.js',
  RequestOptions: '../client/request-options.js',
};

const document = JSON.parse(readFileSync(catalogue, 'utf8'));
const facts = JSON.parse(readFileSync(new URL('../packages/alipay/catalogue/facts.json', import.meta.url), 'utf8'));
const options = { runtime, idempotencyKeys: idempotencyKeys(document, facts) };
const { files, operations } = generateApis(document, options);
const { written, removed } = writeApis(files, directory);
console.log(
  `apis: ${operations.length} operations, ${files.size} files, ${written.length} written, ${removed.length} removed`,
);
