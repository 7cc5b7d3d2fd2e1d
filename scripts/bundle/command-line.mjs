import { copyFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { generatorFacts } from '../catalogue/generator-facts.mjs';
import { idempotencyKeys } from '../catalogue/idempotency-keys.mjs';
import { readCatalogue, readJson, readMerged, requestSchemas } from '../catalogue/read-catalogue.mjs';

/** What `lingpai apis` and `lingpai call` read. Only they load it. */
const file = 'packages/cli/dist/catalogue.json.gz';
/** A larger file holds data that the commands do not show. */
const mostBytes = 400_000;

const refName = (reference) => reference.split('/').at(-1);
const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Joins document, summaries, facts and advice into one compressed file. */
export function bundleCommandLine() {
  const { document, facts } = readMerged();
  const summaries = readJson('summaries.json');
  const catalogue = readCatalogue(document);
  const core = requestSchemas(catalogue, Object.values(readJson('core-operations.json').groups).flat());
  const told = generatorFacts({
    document,
    facts,
    summaries,
    meanings: readJson('meanings.json'),
    examples: readJson('examples.json'),
    core,
  });
  const keys = idempotencyKeys(document, facts);
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const data = {
    document: document.info.version,
    operations: Object.fromEntries(
      operations.map((operation) => {
        const { operationId: id } = operation;
        const { path, method, codes } = catalogue.operations.get(id);
        const sent = parametersOf(operation, told.operations?.[id]?.parameters ?? {});
        const repeatable = keys[id] === undefined ? {} : { idempotencyKeys: keys[id] };
        return [
          id,
          {
            ...summaries.operations[id],
            ...statusOf(operation),
            method,
            path,
            ...sent,
            ...repeatable,
            ...responseOf(operation),
            codes,
          },
        ];
      }),
    ),
    schemas: Object.fromEntries(
      Object.entries(document.components.schemas)
        .filter(([name]) => !name.endsWith('ErrorResponseModel') && name !== 'CommonErrorType')
        .map(([name, schema]) => [name, fieldsOf(schema, told.schemas?.[name] ?? {})]),
    ),
    commonCodes: catalogue.commonCodes,
    advice: adviceOf(readJson('error-advice.json')),
  };
  const bytes = gzipSync(JSON.stringify(data), { level: 9 });
  if (bytes.length > mostBytes) throw new Error(`${file} has ${bytes.length} bytes, more than ${mostBytes}`);
  writeFileSync(file, bytes);
  copyFileSync('packages/alipay/NOTICE', 'packages/cli/dist/NOTICE');
}

function fieldsOf({ properties = {}, required = [] }, facts) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, field(schema, required.includes(name), facts[name])]),
  );
}

/** Short names keep the file small to parse: `type` is a basic type or the name of a schema. */
function field(schema, required, fact = {}) {
  const item = schema.items ?? schema;
  return {
    type: item.$ref === undefined ? item.type : refName(item.$ref),
    ...(schema.items === undefined ? {} : { list: true }),
    ...(required ? { required: true } : {}),
    ...(schema.deprecated ? { deprecated: true } : {}),
    ...without(fact, ['mentions']),
  };
}

function parametersOf({ parameters = [], requestBody }, facts) {
  const named = (place) =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place)
        .map(({ name, required, schema }) => [name, field(schema, required, facts[name])]),
    );
  const some = (name, fields) => (Object.keys(fields).length === 0 ? {} : { [name]: fields });
  const places = { ...some('pathFields', named('path')), ...some('queryFields', named('query')) };
  const form = requestBody?.content['multipart/form-data']?.schema;
  if (form !== undefined) {
    const { data, ...files } = form.properties;
    const model = data === undefined ? {} : { model: refName(data.$ref) };
    return { ...places, body: 'multipart', ...model, files: fieldsOf({ ...form, properties: files }, facts) };
  }
  const json = requestBody?.content['application/json']?.schema;
  return json === undefined ? places : { ...places, body: 'json', model: refName(json.$ref) };
}

function statusOf({ 'x-status': kind, 'x-document': document, 'x-removed-in': removedIn }) {
  if (kind === undefined) return {};
  return {
    status: {
      kind,
      ...(document === undefined ? {} : { document }),
      ...(removedIn === undefined ? {} : { removedIn }),
    },
  };
}

function responseOf({ responses }) {
  const { 'application/json': json, 'text/event-stream': events } = responses['200']?.content ?? {};
  const reference = (json ?? events)?.schema.$ref;
  return {
    ...(events === undefined ? {} : { streams: true }),
    ...(reference === undefined ? {} : { response: refName(reference) }),
  };
}

function adviceOf({ advice }) {
  return Object.fromEntries(advice.flatMap(({ codes, en, zh }) => codes.map((code) => [code, { en, zh }])));
}
