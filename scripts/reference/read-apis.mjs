// @ts-check
// The API classes with their operations, and everything that is known about each field.
import { readFileSync } from 'node:fs';
import { exampleOf } from '../catalogue/example-of.mjs';
import { readJson, readMerged } from '../catalogue/read-catalogue.mjs';
import { dataPart, usualNames } from '../catalogue/usual-names.mjs';
import { readSignature } from './read-signature.mjs';

/**
 * @typedef {import('./model.d.ts').Api} Api
 * @typedef {import('./model.d.ts').Domain} Domain
 * @typedef {import('./model.d.ts').Fact} Fact
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Operation} Operation
 * @typedef {import('./model.d.ts').Reference} Reference
 * @typedef {import('./model.d.ts').Schema} Schema
 */

const { document, facts } = readMerged();
const summaries = readJson('summaries.json').operations;
const examples = readJson('examples.json');
const core = new Set(Object.values(readJson('core-operations.json').groups).flat());
/** @type {readonly Domain[]} */
const domains = JSON.parse(readFileSync(new URL('domains.json', import.meta.url), 'utf8'));

/** @param {string} word */
const capitalized = (word) => word.charAt(0).toUpperCase() + word.slice(1);
/** @param {{ $ref?: string } | undefined} schema */
const refName = (schema) => schema?.$ref?.split('/').at(-1);

/** The name of a schema as the generated types have it. @param {string} name */
const typeName = (name) =>
  name
    .split(/[^A-Za-z0-9_$]+/)
    .map(capitalized)
    .join('');

/**
 * @param {string} name
 * @param {any} schema
 * @param {{ fact?: Fact, portal?: { required?: boolean, maxLength?: number, example?: string }, required?: boolean }} known
 * @returns {Field}
 */
function field(name, schema, { fact = {}, portal = {}, required = false }) {
  const list = schema.type === 'array';
  const item = list ? schema.items : schema;
  const model = refName(item);
  const base = schema.format === 'binary' ? 'file' : (item.type ?? 'object');
  const known = withPortal(
    required ? { ...fact, requirement: 'required', requirementSource: 'document' } : fact,
    portal,
  );
  const example =
    model === undefined && base !== 'file' ? exampleOf(name, known, base, { examples, portal }) : undefined;
  const own = known.name ?? known.nameEn;
  return {
    name,
    list,
    base,
    model,
    modelType: model && typeName(model),
    fact: known,
    elsewhere: own === undefined ? commonNames.get(name) : undefined,
    example,
  };
}

/** What most fields of a name are called, for those that no text describes. */
const commonNames = usualNames(facts);

/** Second-hand facts, where there is nothing better. @returns {Fact} */
function withPortal(/** @type {Fact} */ fact, /** @type {{ required?: boolean, maxLength?: number }} */ portal) {
  const unknown = (fact.requirement ?? 'unknown') === 'unknown';
  return {
    ...fact,
    ...(unknown && portal.required === true ? { requirement: 'required', requirementSource: 'portal' } : {}),
    ...(fact.maxLength === undefined && portal.maxLength !== undefined ? { maxLength: portal.maxLength } : {}),
  };
}

/** @returns {Schema} */
function namedSchema(/** @type {string} */ name) {
  const { properties = {}, required = [] } = document.components.schemas[name];
  const known = { fact: facts.schemas[name] ?? {}, portal: facts.portal.schemas?.[name] ?? {} };
  const telling = examples.requests[name];
  const fields = Object.entries(properties).map(([property, schema]) => ({
    ...field(property, schema, {
      fact: known.fact[property],
      portal: known.portal[property],
      required: required.includes(property),
    }),
    inExample: telling?.includes(property),
  }));
  return { name, type: typeName(name), fields };
}

/** @type {Map<string, Schema>} */
const schemas = new Map(Object.keys(document.components.schemas).map((name) => [name, namedSchema(name)]));

/** Whether something has to be in an object of the schema, whatever else is. @param {string | undefined} model */
function isNeverEmpty(model) {
  const fields = (model !== undefined && schemas.get(model)?.fields) || [];
  return fields.some(({ fact }) => {
    const isSecondHand = fact.requirementSource === 'portal' || fact.requirementSource === 'client';
    const isChoice = (fact.exactlyOne ?? fact.atLeastOne) !== undefined;
    return !isSecondHand && (fact.requirement === 'required' || isChoice);
  });
}

/** @returns {{ fields: readonly Field[], body: readonly Field[], multipart: boolean }} */
function requestBody(/** @type {any} */ operation) {
  const content = operation.requestBody?.content ?? {};
  const form = content['multipart/form-data']?.schema;
  if (form !== undefined) {
    const fields = Object.entries(form.properties).map(([name, schema]) =>
      field(name, schema, {
        ...(name === 'data' ? { fact: dataPart } : factsOf(operation, name)),
        required: isNeverEmpty(refName(schema)),
      }),
    );
    return { fields, body: fields, multipart: true };
  }
  const model = refName(content['application/json']?.schema);
  const fields = model === undefined ? [] : (schemas.get(model)?.fields ?? []);
  return { fields, body: fields, multipart: false };
}

/** @returns {{ fact?: Fact, portal?: object }} */
function factsOf(/** @type {any} */ { operationId }, /** @type {string} */ name) {
  return {
    fact: facts.operations[operationId]?.parameters?.[name],
    portal: facts.portal.parameters?.[operationId]?.[name],
  };
}

/** The codes that the operation lists itself. @returns {readonly string[]} */
function errorCodes(/** @type {any} */ operation) {
  const members = operation.responses.default?.content['application/json'].schema.anyOf ?? [];
  return members
    .map(refName)
    .filter((/** @type {string} */ name) => name !== 'CommonErrorType')
    .flatMap((/** @type {string} */ name) => document.components.schemas[name]?.properties?.code?.enum ?? []);
}

/** @returns {Operation} */
function readOperation(/** @type {string} */ path, /** @type {string} */ verb, /** @type {any} */ operation) {
  const { operationId: id, tags, parameters = [] } = operation;
  const tag = tags[0];
  const api = id.startsWith(`${tag}.`) ? tag : id.slice(0, id.lastIndexOf('.'));
  const [first = '', ...others] = id.slice(api.length + 1).split('.');
  const method = first + others.map(capitalized).join('');
  const located = parameters.map((/** @type {any} */ one) => ({
    in: one.in,
    field: {
      ...field(one.name, one.schema, { ...factsOf(operation, one.name), required: one.required }),
      inExample: examples.requests[id]?.includes(one.name),
    },
  }));
  /** @param {string} place @returns {readonly Field[]} */
  const at = (place) =>
    located.filter((/** @type {any} */ one) => one.in === place).map((/** @type {any} */ one) => one.field);
  const { fields, body, multipart } = requestBody(operation);
  const success = operation.responses['200']?.content ?? {};
  const response = refName((success['application/json'] ?? success['text/event-stream'])?.schema);
  const all = [...at('path'), ...at('query'), ...fields];
  const model = multipart ? body.find(({ name }) => name === 'data')?.model : undefined;
  const sent = [...all, ...((model !== undefined && schemas.get(model)?.fields) || [])];
  return {
    id,
    api,
    method,
    verb: verb.toUpperCase(),
    path,
    title: facts.operations[id]?.title,
    status: readStatus(operation),
    streams: success['text/event-stream'] !== undefined,
    summary: summaries[id],
    isCore: core.has(id),
    inPath: at('path'),
    inQuery: at('query'),
    inBody: body,
    multipart,
    fields: all,
    response: response === undefined ? undefined : schemas.get(response),
    errorCodes: errorCodes(operation),
    idempotencyKeys: sent.filter(({ fact }) => fact.unique === 'idempotency').map(({ name }) => name),
    related: [...new Set(sent.flatMap(({ fact }) => fact.mentions ?? []))].filter((other) => other !== id).sort(),
    signature: readSignature(api.toLowerCase().replaceAll('.', '-'), method),
  };
}

/** @returns {import('./model.d.ts').Status | undefined} */
function readStatus(/** @type {any} */ operation) {
  const { 'x-status': kind, 'x-document': document, 'x-removed-in': removedIn } = operation;
  return kind === undefined ? undefined : { kind, document, removedIn };
}

/** @returns {Domain} */
function domainOf(/** @type {string} */ id) {
  const [found] = domains
    .filter(({ prefix }) => id === prefix || id.startsWith(`${prefix}.`))
    .sort((one, other) => other.prefix.length - one.prefix.length);
  if (found === undefined) throw new Error(`${id}: add its domain to scripts/reference/domains.json`);
  return found;
}

/** @returns {Reference} */
export function readReference() {
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => readOperation(path, verb, operation)),
  );
  /** @type {Map<string, Operation[]>} */
  const byApi = new Map();
  for (const operation of operations) byApi.set(operation.api, [...(byApi.get(operation.api) ?? []), operation]);
  /** @type {readonly Api[]} */
  const apis = [...byApi]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, members]) => ({
      name,
      module: name.toLowerCase().replaceAll('.', '-'),
      className: `${name.split('.').map(capitalized).join('')}Api`,
      domain: domainOf(/** @type {Operation} */ (members[0]).id),
      operations: members.sort((one, other) => (one.method < other.method ? -1 : 1)),
    }));
  const used = new Set(apis.map(({ domain }) => domain));
  return {
    apis,
    domains: domains.filter((domain) => used.has(domain)),
    schemas,
    modules: new Map(
      apis.flatMap((api) => api.operations.map(({ id, method }) => [id, { module: api.module, method }])),
    ),
    commonCodes: document.components.schemas.CommonErrorType.properties.code.enum,
    advice: new Map(
      readJson('error-advice.json').advice.flatMap((/** @type {any} */ entry) =>
        entry.codes.map((/** @type {string} */ code) => [code, { en: entry.en, zh: entry.zh }]),
      ),
    ),
    meanings: readJson('meanings.json').meanings,
    documentDate: document.info.version,
  };
}
