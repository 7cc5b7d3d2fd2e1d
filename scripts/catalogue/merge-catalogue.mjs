// What is known beyond Alipay's published document, merged into it.

const refName = (schema) => schema?.$ref?.split('/').at(-1);

/** The operations of a fragment, each marked with the version of the document that has it. */
function fragmentPaths({ info, paths }, marks = {}) {
  return mapOperations(paths, (operation) => ({
    ...operation,
    ...(operation['x-status'] === 'uncatalogued' ? {} : { 'x-document': info.version }),
    ...marks,
  }));
}

function mapOperations(paths, change) {
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, change(operation)])),
    ]),
  );
}

/** Paths of both; a path in both has the operations of both. */
function joinPaths(paths, others) {
  const joined = { ...paths };
  for (const [path, methods] of Object.entries(others)) joined[path] = { ...joined[path], ...methods };
  return joined;
}

const gone = (document) => ({ deprecated: true, 'x-removed-in': document });

/** An error schema with further codes. */
function withCodes(schema, codes) {
  const { code } = schema.properties;
  return {
    ...schema,
    properties: {
      ...schema.properties,
      code: { ...code, enum: [...new Set([...(code.enum ?? []), ...codes])].sort() },
    },
  };
}

/** The name of the schema of an operation's own errors. */
function errorSchema({ operationId, responses }) {
  const members = responses.default.content['application/json'].schema.anyOf.map(refName);
  const own = members.find((name) => name !== 'CommonErrorType');
  if (own === undefined) throw new Error(`${operationId} has no schema of its own errors`);
  return own;
}

function extendedSchemas(document, { errorCodes }) {
  const schemas = { ...document.components.schemas };
  for (const operation of Object.values(document.paths).flatMap(Object.values)) {
    const codes = errorCodes[operation.operationId];
    if (codes === undefined) continue;
    const name = errorSchema(operation);
    schemas[name] = withCodes(schemas[name], codes);
  }
  return schemas;
}

/**
 * One OpenAPI document of everything that the client covers. `x-status` marks the operations that the published document has
 * not (`retired`, `added`, `uncatalogued`) and those that a newer one has no longer (`removed upstream`); `x-document` is
 * the version of the document that has them, `x-removed-in` of the first that has them no longer. `x-uncatalogued` lists the
 * paths in use whose parameters and responses are not known.
 *
 * @param {{ document: any, retired: any, supplement: any }} sources
 */
export function mergeCatalogue({ document, retired, supplement }) {
  const published = mapOperations(document.paths, (operation) => {
    const removed = supplement.removed[operation.operationId];
    return removed === undefined
      ? operation
      : { ...operation, 'x-status': 'removed upstream', ...gone(removed.document) };
  });
  const fragments = [fragmentPaths(retired, gone(document.info.version)), fragmentPaths(supplement)];
  return {
    ...document,
    'x-uncatalogued': supplement.uncatalogued,
    paths: fragments.reduce(joinPaths, published),
    components: {
      ...document.components,
      schemas: {
        ...extendedSchemas(document, supplement),
        ...retired.components.schemas,
        ...supplement.components.schemas,
      },
    },
  };
}

/** The facts about the published document, and about what the supplement adds. */
export function mergeFacts(facts, supplement) {
  return { ...facts, schemas: { ...facts.schemas, ...supplement.facts.schemas } };
}
