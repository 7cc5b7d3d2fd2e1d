import type { DocumentNode } from '../document/document-node.js';
import type { OperationDescription } from '../operation/operation-description.js';
import { about, docstring } from './docstring.js';
import { header } from './header.js';
import { methodTexts, operationConstant } from './operation-text.js';
import { type OperationTypeNames, type OperationTypes, operationSchemas, operationTypes } from './operation-types.js';
import { type Output, schemaDeclaration, sortedTexts } from './output.js';
import { type RuntimeType, runtimeImports } from './runtime.js';
import { exportTypes, importTypes } from './source-text.js';
import { commonErrorCode } from './type-registry.js';

const models = './models.js';

/** One API of the document: a module with a class. */
export interface Api {
  readonly name: string;
  readonly className: string;
  readonly operations: ReadonlyMap<OperationDescription, OperationTypeNames>;
  /** The named schemas that its operations lead to. */
  readonly schemas: ReadonlySet<string>;
  /** What to blame when the API cannot be made. */
  readonly source: DocumentNode;
}

function classText(
  api: Api,
  types: ReadonlyMap<OperationDescription, OperationTypes>,
  { idempotencyKeys }: Output,
): string {
  return [
    docstring(about(`The operations of \`${api.name}\`.`)),
    `export class ${api.className} {\n  readonly #client: ${clientType(api)};\n\n`,
    `  constructor(client: ${clientType(api)}) {\n    this.#client = client;\n  }\n`,
    ...[...types].flatMap(([operation, own]) =>
      methodTexts(operation, own, idempotencyKeys[operation.id] ?? []).map((text) => `\n${text}`),
    ),
    '}\n',
  ].join('');
}

/** The type of client that the class needs. */
function clientType({ operations }: Api): 'ApiClient' | 'StreamApiClient' {
  return [...operations.keys()].some(({ delivery }) => delivery !== 'whole') ? 'StreamApiClient' : 'ApiClient';
}

function usedRuntime(api: Api): readonly RuntimeType[] {
  const operations = [...api.operations.keys()];
  const uploads = operations.some(({ body }) => {
    return body?.kind === 'multipart' && body.parts.some((part) => part.schema === 'file');
  });
  const calls = operations.some(({ delivery }) => delivery !== 'stream');
  const streams = operations.some(({ delivery }) => delivery !== 'whole');
  return [
    clientType(api),
    'Operation',
    ...(uploads ? (['FileInput'] as const) : []),
    ...(calls ? (['ApiPromise', 'RequestOptions'] as const) : []),
    ...(streams ? (['ServerEvent', 'StreamOptions'] as const) : []),
  ];
}

/** Imports of the shared types that the module's own mention, and exports of all that they lead to. */
function sharedTypes(api: Api, { schemas, shared, names }: Output): { imports: string; exports: string } {
  const operations = [...api.operations.keys()];
  const own = [...api.schemas].filter((name) => !shared.has(name));
  const mentioned = new Set([
    ...own.flatMap((name) => [...schemas.get(name).references]),
    ...schemas.mentioned(operations.flatMap(operationSchemas)),
  ]);
  const common = operations.some(({ errorCodes }) => errorCodes.common) ? [commonErrorCode] : [];
  const identifiers = (some: Iterable<string>): readonly string[] =>
    [...some].filter((name) => shared.has(name)).map((name) => names.schema(name));
  return {
    imports: importTypes([...identifiers(mentioned), ...common], models),
    exports: exportTypes([...identifiers(api.schemas), ...common], models),
  };
}

/** The module of one API. */
export function apiModule(api: Api, output: Output): string {
  const types = new Map(
    Array.from(api.operations, ([operation, names]) => [operation, operationTypes(operation, names, output)]),
  );
  const own = [...api.schemas].filter((name) => !output.shared.has(name));
  const declarations = new Map([
    ...own.map((name) => [output.names.schema(name), schemaDeclaration(name, output)] as const),
    ...[...types.values()].flatMap((type) => [...type.declarations]),
  ]);
  const { imports, exports } = sharedTypes(api, output);
  return [
    `${header(output.root, [...types.keys()])}${runtimeImports(output.runtime, usedRuntime(api))}${imports}`,
    ...(exports === '' ? [] : [exports]),
    ...Array.from(types.keys(), (operation) =>
      operationConstant(operation, output.idempotencyKeys[operation.id] ?? []),
    ),
    classText(api, types, output),
    ...sortedTexts(declarations),
  ].join('\n');
}
