// What the client and the sandbox check of a request, from the document and the facts. Only what is certain is in it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { formatPattern } from './formats.mjs';

const file = new URL('../../packages/alipay/src/checks/check-data.ts', import.meta.url);

/** A source that is Alipay's own; what others copied from it is shown and never enforced. */
const certain = new Set(['document', 'description', 'documentation']);
/** Any text is a list of one, and no text of Alipay says that it refuses an address without a scheme. */
const unchecked = new Set(['comma-separated', 'pipe-separated', 'url']);

const refName = (schema) => schema?.$ref?.split('/').at(-1);
const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
const isFilled = (object) => Object.keys(object).length > 0;

/**
 * @param catalogue the merged document, the facts, and `v2-pages.json`
 * @returns {import('../../packages/alipay/src/checks/check-catalogue.js').CheckCatalogue}
 */
export function checkData({ document, facts, pages }) {
  const all = document.components.schemas;
  const operations = {};
  const schemas = {};
  const add = (name) => {
    if (name === undefined || name in schemas) return;
    const { properties = {}, required = [] } = all[name];
    schemas[name] = {};
    schemas[name] = mapValues(properties, (schema, field) =>
      entry(typeOf(schema), facts.schemas[name]?.[field], required.includes(field)),
    );
    for (const schema of Object.values(properties)) add(refName(schema.items ?? schema));
  };
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    const read = readOperation(operation, facts.operations[operation.operationId]?.parameters);
    operations[operation.operationId] = read;
    add(read.body);
  }
  const fields = (some) => mapValues(some, (field) => entry(pageType(field), field, false));
  return {
    formats: formatsOf(facts, pages),
    operations,
    schemas,
    methods: mapValues(pages.methods, ({ bizContent }) => fields(bizContent)),
    models: mapValues(pages.models, fields),
  };
}

function readOperation({ parameters = [], requestBody }, facts = {}) {
  const form = requestBody?.content['multipart/form-data']?.schema;
  const located = parameters.map(({ name, required, schema }) => [
    name,
    entry(typeOf(schema), facts[name], required === true),
  ]);
  const { data, ...files } = form?.properties ?? {};
  const parts = Object.keys(files).map((name) => [
    name,
    entry('file', facts[name], form.required?.includes(name) ?? false),
  ]);
  const body = refName(form === undefined ? requestBody?.content['application/json']?.schema : data);
  const own = Object.fromEntries([...located, ...parts]);
  return { ...(isFilled(own) ? { parameters: own } : {}), ...(body === undefined ? {} : { body }) };
}

/** `string`, `[]integer`, `#Model`, `[]#Model`. */
function typeOf(schema) {
  const item = schema.items ?? schema;
  const name = item.$ref === undefined ? (item.type ?? 'object') : `#${refName(item)}`;
  return schema.items === undefined ? name : `[]${name}`;
}

function pageType({ type, model, items }) {
  if (type !== 'array') return model === undefined ? type : `#${model}`;
  return `[]${items?.model === undefined ? (items?.type ?? 'string') : `#${items.model}`}`;
}

function entry(type, fact = {}, required) {
  const rules = rulesOf(fact, required);
  return isFilled(rules) ? [type, rules] : type;
}

function rulesOf(fact, required) {
  const { requirement, requirementSource, format, excludes, decimals, minimum, maximum } = fact;
  const { requiredWhen, atLeastOne, exactlyOne } = certain.has(requirementSource) ? fact : {};
  const isRequired = required || (requirement === 'required' && certain.has(requirementSource));
  const rules = {
    required: isRequired || undefined,
    requiredWhen: requiredWhen === undefined ? undefined : [requiredWhen].flat(),
    atLeastOne,
    exactlyOne,
    excludes,
    format: unchecked.has(format) ? undefined : format,
    decimals,
    minimum,
    maximum,
  };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

function formatsOf(facts, pages) {
  const owners = [
    ...Object.values(facts.schemas),
    ...Object.values(facts.operations).map(({ parameters = {} }) => parameters),
    ...Object.values(pages.methods).map(({ bizContent }) => bizContent),
    ...Object.values(pages.models),
  ];
  const names = new Set(owners.flatMap((fields) => Object.values(fields).map(({ format }) => format)));
  const patterns = [...names]
    .filter((format) => format !== undefined && !unchecked.has(format))
    .map((format) => [format, formatPattern(format)]);
  return Object.fromEntries(patterns.filter(([, pattern]) => pattern !== undefined).sort());
}

/** Writes the data as a module, unless it is there already. @returns {number} how many bytes of JSON it holds */
export function writeCheckData(catalogue) {
  const json = JSON.stringify(checkData(catalogue));
  const literal = json.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const text = `// Generated from the catalogue by \`npm run generate\`; do not edit.\nexport const checkData: string =\n  '${literal}';\n`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  return Buffer.byteLength(json);
}
