/**
 * Finds the parameters that the facts mark `unique: "idempotency"`, by the id of their operation: those of its path and
 * query, and the members of its body.
 *
 * @param {{ paths: Record<string, Record<string, any>> }} document Alipay's OpenAPI document
 * @param {{ operations: Record<string, any>, schemas: Record<string, any> }} facts
 * @returns {Record<string, string[]>}
 */
export function idempotencyKeys(document, facts) {
  const entries = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => typeof operation?.operationId === 'string')
    .map((operation) => [operation.operationId, [...keysOf(operation, facts)]]);
  return Object.fromEntries(entries.filter(([, keys]) => keys.length > 0));
}

/** @returns {Set<string>} */
function keysOf(operation, { operations, schemas }) {
  const media = Object.values(operation.requestBody?.content ?? {});
  const names = media.map(({ schema }) => schema?.$ref?.split('/').at(-1)).filter((name) => name !== undefined);
  const described = [operations[operation.operationId]?.parameters ?? {}, ...names.map((name) => schemas[name] ?? {})];
  return new Set(
    described.flatMap((fields) => Object.keys(fields).filter((field) => fields[field].unique === 'idempotency')),
  );
}
