// Writes packages/alipay/src/apis from the catalogue. Run by `npm run generate`.
import { fileURLToPath } from 'node:url';
import { generatorFacts } from './catalogue/generator-facts.mjs';
import { idempotencyKeys } from './catalogue/idempotency-keys.mjs';
import { readCatalogue, readJson, requestSchemas } from './catalogue/read-catalogue.mjs';
import { generateApis, writeApis } from '../packages/alipay/dist/generator/index.js';

const directory = fileURLToPath(new URL('../packages/alipay/src/apis', import.meta.url));
const runtime = {
  ApiClient: '../client/operation.js',
  ApiPromise: '../client/api-promise.js',
  FileInput: '../client/file-input.js',
  Operation: '../client/operation.js',
  RequestOptions: '../client/request-options.js',
};

const document = readJson('alipay-openapi-v3.json');
const facts = readJson('facts.json');
const coreIds = Object.values(readJson('core-operations.json').groups).flat();
const options = {
  runtime,
  idempotencyKeys: idempotencyKeys(document, facts),
  facts: generatorFacts({
    document,
    facts,
    summaries: readJson('summaries.json'),
    meanings: readJson('meanings.json'),
    examples: readJson('examples.json'),
    core: requestSchemas(readCatalogue(document), coreIds),
  }),
};
const { files, operations } = generateApis(document, options);
const { written, removed } = writeApis(files, directory);
console.log(
  `apis: ${operations.length} operations, ${files.size} files, ${written.length} written, ${removed.length} removed`,
);
