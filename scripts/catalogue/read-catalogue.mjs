// The names and types of the published document, as the checks of the catalogue need them.
import { readFileSync } from 'node:fs';
import { mergeCatalogue, mergeFacts } from './merge-catalogue.mjs';

export const folder = new URL('../../packages/alipay/catalogue/', import.meta.url);

/** @param {string} name */
export const readJson = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const refName = (reference) => reference?.split('/').at(-1);

/** The parameters of an operation and the files of its form. */
function parametersOf(operation) {
  const parameters = new Map((operation.parameters ?? []).map(({ name, schema }) => [name, schema]));
  const form = operation.requestBody?.content['multipart/form-data']?.schema;
  for (const [name, schema] of Object.entries(form?.properties ?? {})) {
    if (schema.format === 'binary') parameters.set(name, schema);
  }
  return parameters;
}

function requestModel(operation) {
  const content = operation.requestBody?.content ?? {};
  const body = content['application/json']?.schema ?? content['multipart/form-data']?.schema.properties.data;
  return refName(body?.$ref);
}

function responseModel({ responses }) {
  const content = responses['200']?.content ?? {};
  return refName((content['application/json'] ?? content['text/event-stream'])?.schema.$ref);
}

/** The codes that an error schema lists. */
const codesOf = (schema) => schema?.properties?.code?.enum ?? [];

export function readCatalogue(document = readJson('alipay-openapi-v3.json')) {
  const schemas = new Map(
    Object.entries(document.components.schemas).map(([name, schema]) => [
      name,
      new Map(Object.entries(schema.properties ?? {})),
    ]),
  );
  const operations = new Map();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const errors = operation.responses.default?.content['application/json'].schema.anyOf ?? [];
      operations.set(operation.operationId, {
        path,
        method: method.toUpperCase(),
        parameters: parametersOf(operation),
        model: requestModel(operation),
        response: responseModel(operation),
        codes: errors
          .map(({ $ref }) => refName($ref))
          .filter((name) => name !== 'CommonErrorType')
          .flatMap((name) => codesOf(document.components.schemas[name])),
      });
    }
  }
  return { operations, schemas, commonCodes: codesOf(document.components.schemas.CommonErrorType) };
}

/** Every schema that a request of these operations reaches, nested ones included. */
export const requestSchemas = (catalogue, operationIds) => reachedSchemas(catalogue, operationIds, 'model');

/** Every schema that a response of these operations reaches, nested ones included. */
export const responseSchemas = (catalogue, operationIds) => reachedSchemas(catalogue, operationIds, 'response');

/** @param {'model' | 'response'} direction */
function reachedSchemas(catalogue, operationIds, direction) {
  const reached = new Set();
  const visit = (name) => {
    if (name === undefined || reached.has(name)) return;
    reached.add(name);
    for (const schema of catalogue.schemas.get(name).values()) visit(refName((schema.items ?? schema).$ref));
  };
  for (const id of operationIds) visit(catalogue.operations.get(id)[direction]);
  return reached;
}

/**
 * Everything that the client covers: one document, and the facts about it.
 *
 * @returns {{ document: any, facts: any }}
 */
export function readMerged() {
  const supplement = readJson('supplement.json');
  const document = mergeCatalogue({
    document: readJson('alipay-openapi-v3.json'),
    retired: readJson('retired-operations.json'),
    supplement,
  });
  return { document, facts: mergeFacts(readJson('facts.json'), supplement) };
}
