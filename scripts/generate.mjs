// Writes packages/alipay/src/apis, what the checks know, and the merged catalogue that is published. Run by `npm run generate`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateModels } from '../packages/alipay/dist/generator/generate-models.js';
import { generateApis, writeApis } from '../packages/alipay/dist/generator/index.js';
import { writeCheckData } from './catalogue/check-data.mjs';
import { generatorFacts } from './catalogue/generator-facts.mjs';
import { idempotencyKeys } from './catalogue/idempotency-keys.mjs';
import { kindTypes, pageFacts, pagesDocument } from './catalogue/pages-document.mjs';
import { readCatalogue, readJson, readMerged, requestSchemas } from './catalogue/read-catalogue.mjs';

const directory = fileURLToPath(new URL('../packages/alipay/src/apis', import.meta.url));
const runtime = {
  ApiClient: '../client/operation.js',
  ApiPromise: '../client/api-promise.js',
  FileInput: '../client/file-input.js',
  Operation: '../client/operation.js',
  RequestOptions: '../client/request-options.js',
  ServerEvent: '../streaming/event-stream-parser.js',
  StreamApiClient: '../streaming/stream-api-client.js',
  StreamOptions: '../streaming/stream-options.js',
};

const { document, facts } = readMerged();
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
writeFileSync(new URL('../packages/alipay/dist/catalogue.json', import.meta.url), JSON.stringify(document));
const pages = readJson('v2-pages.json');
const described = pagesDocument(pages);
const models = generateModels(described.document, {
  schemas: described.schemas,
  facts: pageFacts({ pages, facts, examples: readJson('examples.json') }),
});
const { written, removed } = writeApis(
  new Map([...files, ['v2-pages.ts', [models, ...kindTypes(pages)].join('\n')]]),
  directory,
);
console.log(
  `apis: ${operations.length} operations, ${files.size} files, ${written.length} written, ${removed.length} removed`,
);
const bytes = writeCheckData({ document, facts, pages });
console.log(`checks: ${bytes} bytes`);
