import type { DocumentNode } from './document/document-node.js';
import type { DocumentWarning } from './document/document-warning.js';
import { annotateOperation } from './facts/annotate-operation.js';
import { annotateSchema } from './facts/annotate-schema.js';
import type { FactSet } from './facts/fact.js';
import { type Api, apiModule } from './module/api-module.js';
import { modelsModule } from './module/models-module.js';
import { methodNames } from './module/operation-text.js';
import { type OperationTypeNames, operationSchemas, operationTypeNames } from './module/operation-types.js';
import type { Output } from './module/output.js';
import { refuseCollisions } from './module/parameters-type.js';
import { checkRuntime, type Runtime } from './module/runtime.js';
import { TypeRegistry } from './module/type-registry.js';
import { moduleName, pascalCase } from './naming.js';
import type { OperationDescription } from './operation/operation-description.js';
import { readDocument } from './operation/read-document.js';
import { SchemaSet } from './schema/schema-set.js';

export interface GenerateOptions {
  /**
   * Where the modules import the client's types from, as it stands in their import declarations: `@lingpai/alipay`,
   * say, or a specifier for each type.
   */
  readonly runtime: Runtime;
  /**
   * By operation id: the names of the parameters by which Alipay recognizes a repeated request. The client makes such
   * a call again where it otherwise could not. None by default.
   */
  readonly idempotencyKeys?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * What is known beyond the document. It becomes docstrings, unions of known values, required fields and, where one
   * field decides about others, unions of objects. Facts about what the document does not have are passed over.
   */
  readonly facts?: FactSet | undefined;
}

export interface GeneratedApis {
  /** The text of each file by its name. */
  readonly files: ReadonlyMap<string, string>;
  /** The ids of the operations, each of which became a method; sorted. */
  readonly operations: readonly string[];
  /** What is odd in the document, with its place, and what became of it. */
  readonly warnings: readonly DocumentWarning[];
}

type OperationGroup = readonly [OperationDescription, ...OperationDescription[]];

const modelsFile = 'models.ts';

/** The operations of each API, sorted by its name. */
function groupByApi(operations: readonly OperationDescription[]): ReadonlyMap<string, OperationGroup> {
  const groups = new Map<string, OperationGroup>();
  for (const operation of operations) {
    const { api, id, source } = operation;
    const members = groups.get(api);
    for (const name of methodNames(operation)) {
      const other = members?.find((member) => methodNames(member).includes(name));
      if (other !== undefined) source.fail(`${id} and ${other.id} would be the same method, ${name}`);
    }
    groups.set(api, members === undefined ? [operation] : [...members, operation]);
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function claimTypeNames(operation: OperationDescription, registry: TypeRegistry): OperationTypeNames {
  const names = operationTypeNames(operation, pascalCase(operation.id));
  for (const name of [names.parameters, names.response, names.errorCode]) {
    if (name !== undefined) registry.claim(name, operation.source);
  }
  return names;
}

function makeApi(name: string, operations: OperationGroup, schemas: SchemaSet, registry: TypeRegistry): Api {
  const [{ source }] = operations;
  const className = registry.claim(`${pascalCase(name)}Api`, source);
  const reached = schemas.reach(operations.flatMap(operationSchemas));
  for (const operation of operations) refuseCollisions(operation, schemas);
  const named = operations.map((operation) => [operation, claimTypeNames(operation, registry)] as const);
  return { name, className, operations: new Map(named), schemas: reached, source };
}

function sharedSchemas(apis: readonly Api[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of apis.flatMap((api) => [...api.schemas])) {
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}

function apiFiles(apis: readonly Api[], output: Output): Map<string, string> {
  const owners = new Map([[modelsFile, 'the shared types']]);
  const files = new Map<string, string>();
  for (const api of apis) {
    const file = `${moduleName(api.name)}.ts`;
    const owner = owners.get(file);
    if (owner !== undefined) api.source.fail(`the file of ${api.name} would be ${file}, which is that of ${owner}`);
    owners.set(file, api.name);
    files.set(file, apiModule(api, output));
  }
  return files;
}

/** What a response holds may be missing there, whatever a call has to send. */
function annotatedSchemas(root: DocumentNode, operations: readonly OperationDescription[], facts: FactSet): SchemaSet {
  const received = new SchemaSet(root).reach(operations.map(({ response }) => response));
  return new SchemaSet(root, (name, schema) => {
    const { schemas } = facts;
    if (schemas === undefined) return schema;
    return annotateSchema(schema, Object.hasOwn(schemas, name) ? (schemas[name] ?? {}) : {}, !received.has(name));
  });
}

/**
 * Makes the typed API modules of an OpenAPI 3 document: one module with one class for each tag, and `models.ts` with
 * the types that several of them use. The same document always makes the same files; nothing is written.
 *
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { generateApis, writeApis } from '@lingpai/alipay/generator';
 *
 * const document: unknown = JSON.parse(readFileSync('alipay-oas.json', 'utf8'));
 * const { files } = generateApis(document, { runtime: '@lingpai/alipay' });
 * writeApis(files, 'src/alipay');
 * ```
 *
 * @param document the parsed JSON of the document
 * @throws GeneratorError when the document cannot be used; the message names the place as a JSON pointer
 */
export function generateApis(document: unknown, options: GenerateOptions): GeneratedApis {
  const runtime = checkRuntime(options.runtime);
  const idempotencyKeys = options.idempotencyKeys ?? {};
  const { root, commonCodes, operations: read } = readDocument(document);
  const { facts = {} } = options;
  const registry = new TypeRegistry();
  const schemas = annotatedSchemas(root, read, facts);
  const operations = read.map((operation) => annotateOperation(operation, facts.operations?.[operation.id]));
  const apis = Array.from(groupByApi(operations), ([name, members]) => makeApi(name, members, schemas, registry));
  registry.nameSchemas(new Set(apis.flatMap((api) => [...api.schemas])));
  const output = {
    root,
    runtime,
    schemas,
    names: registry,
    shared: sharedSchemas(apis),
    idempotencyKeys,
  };
  const files = apiFiles(apis, output);
  const usesCommon = operations.some((operation) => operation.errorCodes.common);
  const models = modelsModule(output, usesCommon ? commonCodes : undefined);
  if (models !== undefined) files.set(modelsFile, models);
  return { files, operations: operations.map((operation) => operation.id), warnings: root.warnings.all() };
}
