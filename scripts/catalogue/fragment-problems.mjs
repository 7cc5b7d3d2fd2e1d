// What is wrong with an OpenAPI fragment that is to be merged into the catalogue's document.

const template = (path) => path.replaceAll(/\{[^}]+\}/g, '{}');

/** @returns {Generator<[string, string, any]>} method, path, operation */
export function* operationsOf({ paths }) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) yield [method.toUpperCase(), path, operation];
  }
}

const references = (value) =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);

/** The method and path of every operation, with path parameters made equal. */
export const callsOf = (document) =>
  new Set([...operationsOf(document)].map(([method, path]) => `${method} ${template(path)}`));

export const callOf = ({ method, path }) => `${method} ${template(path)}`;

function* operationProblems(method, path, operation, { calls, operationIds }) {
  const { operationId, parameters = [], tags } = operation;
  if (calls.has(`${method} ${template(path)}`)) yield `${method} ${path} is in the catalogue already`;
  if (operationIds.has(operationId)) yield `${operationId} is in the catalogue already`;
  if (!operationId.startsWith(`${tags[0]}.`)) yield `${operationId} does not belong to its tag ${tags[0]}`;
  const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  if (declared.sort().join() !== named.sort().join()) yield `${operationId} does not declare the parameters of ${path}`;
}

/**
 * @param {{ paths: object, components: { schemas: object } }} fragment
 * @param {{ calls: ReadonlySet<string>, operationIds: ReadonlySet<string>, schemas: ReadonlyMap<string, unknown> }} catalogue
 */
export function* fragmentProblems(fragment, catalogue) {
  const own = fragment.components.schemas;
  for (const [method, path, operation] of operationsOf(fragment)) {
    yield* operationProblems(method, path, operation, catalogue);
  }
  const used = new Set(references(fragment));
  for (const name of used) {
    if (!(name in own) && !catalogue.schemas.has(name)) yield `the schema ${name} is missing`;
  }
  for (const name of Object.keys(own)) {
    if (catalogue.schemas.has(name)) yield `the schema ${name} is in the catalogue already`;
    if (!used.has(name)) yield `the schema ${name} is used by no operation`;
  }
}

/**
 * @param {{ removed: object, errorCodes: Record<string, readonly string[]>, uncatalogued: readonly { method: string, path: string }[] }} supplement
 * @param {{ calls: ReadonlySet<string>, operations: ReadonlyMap<string, { codes: readonly string[] }> }} catalogue
 */
export function* supplementProblems({ removed, errorCodes, uncatalogued }, { calls, operations }) {
  for (const id of Object.keys(removed)) {
    if (!operations.has(id)) yield `removed ${id} is not in the catalogue`;
  }
  for (const [id, codes] of Object.entries(errorCodes)) {
    if (!operations.has(id)) yield `${id} is not in the catalogue`;
    for (const code of codes) if (operations.get(id)?.codes.includes(code)) yield `${id} has ${code} already`;
  }
  const seen = new Set();
  for (const entry of uncatalogued) {
    const call = callOf(entry);
    if (calls.has(call)) yield `${call} is in the catalogue`;
    if (seen.has(call)) yield `${call} stands twice`;
    seen.add(call);
  }
}
