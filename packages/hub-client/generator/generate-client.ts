import { describeOperation } from './describe-operation.js';
import type { OpenApiDocument } from './openapi-document.js';
import type { NamedTypes } from './schema-type.js';

const imports = {
  OperationTable: '../operation.js',
  PagePromise: '../page-promise.js',
  RequestOptions: '../request-options.js',
};

const head = [
  "// Generated from the hub's OpenAPI document by `npm run generate`.",
  ...Object.entries(imports).map(([name, module]) => `import type { ${name} } from ${JSON.stringify(module)};`),
].join('\n');

/**
 * The source of the client's operations: their types, and the table that the client follows. A path with a wildcard is left out.
 *
 * @throws Error when the document says something that the client cannot do
 */
export function generateClient({ paths = {} }: OpenApiDocument): string {
  const named: NamedTypes = new Map();
  const operations = Object.entries(paths)
    .filter(([path]) => !path.includes('*'))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
    .map((place) => describeOperation(place, named));
  const ids = operations.map(({ group, name }) => `${group}.${name}`);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`operationId: two operations are called ${twice}`);
  const groups = [...new Set(operations.map(({ group }) => group))].toSorted();
  const members = groups.map((group) => {
    const signatures = operations.filter((one) => one.group === group).map(({ signature }) => signature);
    return `readonly ${group}: {\n${signatures.join('\n')}\n};`;
  });
  return [
    head,
    problemCodes(paths),
    ...named.values(),
    ...operations.flatMap((operation) => operation.types),
    `/** Every operation of the hub, by group. */\nexport interface HubOperations {\n${members.join('\n')}\n}`,
    `export const operations: OperationTable = {\n${operations.map(({ entry }) => entry).join('\n')}\n};`,
    '',
  ].join('\n\n');
}

/** The codes are the same for every operation. */
function problemCodes(paths: NonNullable<OpenApiDocument['paths']>): string {
  const problems = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .map(({ responses }) => responses?.['4XX']?.content?.['application/json']?.schema?.properties?.code?.enum);
  const codes = problems.find((found) => found !== undefined) ?? [];
  if (codes.length === 0) throw new Error('no operation says which problems it may respond with');
  return `/** What a problem is. */\nexport type ProblemCode = ${codes.map((code) => JSON.stringify(code)).join(' | ')};`;
}
