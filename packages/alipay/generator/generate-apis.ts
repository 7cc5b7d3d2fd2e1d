import { DocumentNode } from './document/document-node.js';
import {
  type Api,
  apiModule,
  declaresResponse,
  listsErrorCodes,
  type OperationTypeNames,
  type Output,
  operationSchemas,
} from './module/api-module.js';
import { header } from './module/header.js';
import { modelsModule } from './module/models-module.js';
import { declaresParameters, refuseCollisions } from './module/parameters-type.js';
import type { Runtime } from './module/runtime.js';
import { TypeRegistry } from './module/type-registry.js';
import { moduleName, pascalCase } from './naming.js';
import { commonErrorSchema, listedCodes } from './operation/error-codes.js';
import type { OperationDescription } from './operation/operation-description.js';
import { readOperations } from './operation/read-operations.js';
import { SchemaSet } from './schema/schema-set.js';

export interface GenerateOptions {
  /** Where the modules import the client's types from. */
  readonly runtime: Runtime;
}

const modelsFile = 'models.ts';

function checkVersion(root: DocumentNode): void {
  const version = root.member('openapi');
  if (typeof version.value !== 'string' || !version.value.startsWith('3.')) version.expected('OpenAPI 3.x');
}

function readCommonCodes(root: DocumentNode): readonly string[] {
  const schema = root.optional('components')?.optional('schemas')?.optional(commonErrorSchema);
  return schema === undefined ? [] : listedCodes(root, schema);
}

function group(operations: readonly OperationDescription[]): ReadonlyMap<string, readonly OperationDescription[]> {
  const groups = new Map<string, OperationDescription[]>();
  for (const operation of operations) {
    const members = groups.get(operation.api) ?? [];
    const other = members.find((member) => member.methodName === operation.methodName);
    if (other !== undefined) {
      operation.source.fail(`${operation.id} and ${other.id} would be the same method of ${operation.api}`);
    }
    groups.set(operation.api, [...members, operation]);
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function claimTypeNames(operation: OperationDescription, registry: TypeRegistry): OperationTypeNames {
  const stem = pascalCase(operation.id);
  const { pointer } = operation.source;
  if (declaresParameters(operation)) registry.claim(`${stem}Parameters`, pointer);
  if (declaresResponse(operation)) registry.claim(`${stem}Response`, pointer);
  if (listsErrorCodes(operation)) registry.claim(`${stem}ErrorCode`, pointer);
  return { parameters: `${stem}Parameters`, response: `${stem}Response`, errorCode: `${stem}ErrorCode` };
}

function makeApi(
  name: string,
  operations: readonly OperationDescription[],
  schemas: SchemaSet,
  registry: TypeRegistry,
): Api {
  const className = registry.claim(`${pascalCase(name)}Api`, operations[0]?.source.pointer ?? name);
  const typeNames = new Map(operations.map((operation) => [operation, claimTypeNames(operation, registry)]));
  const reached = schemas.reach(operations.flatMap(operationSchemas));
  for (const operation of operations) refuseCollisions(operation, schemas);
  return { name, className, operations, typeNames, schemas: reached };
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

function addModule(files: Map<string, string>, api: Api, output: Output): void {
  const file = `${moduleName(api.name)}.ts`;
  if (file === modelsFile || files.has(file)) {
    api.operations[0]?.source.fail(`the module of ${api.name} would be ${file}, which is already another`);
  }
  files.set(file, apiModule(api, output));
}

/**
 * Makes the typed API modules of an OpenAPI 3 document: one module with one class for each tag, and `models.ts` with
 * the types that several of them use. The same document always makes the same files, and nothing is written.
 *
 * @param document the parsed JSON of the document
 * @returns the text of each file by its name
 * @throws GeneratorError when the document cannot be used; the message names the place
 */
export function generateApis(document: unknown, options: GenerateOptions): ReadonlyMap<string, string> {
  const root = new DocumentNode(document);
  checkVersion(root);
  const schemas = new SchemaSet(root);
  const registry = new TypeRegistry();
  const commonCodes = readCommonCodes(root);
  const operations = readOperations({ root, schemas, commonCodes });
  const apis = Array.from(group(operations), ([name, members]) => makeApi(name, members, schemas, registry));
  registry.nameSchemas(new Set(apis.flatMap((api) => [...api.schemas])));
  const names = { schema: (name: string) => registry.schema(name), file: 'FileInput' };
  const output = { header: header(root), runtime: options.runtime, schemas, names, shared: sharedSchemas(apis) };
  const files = new Map<string, string>();
  for (const api of apis) addModule(files, api, output);
  const usesCommon = operations.some((operation) => operation.errorCodes.common);
  const models = modelsModule(output, usesCommon ? commonCodes : undefined);
  if (models !== undefined) files.set(modelsFile, models);
  return files;
}
