import type { OperationDescription } from '../operation/operation-description.js';
import type { Schema } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { type TypeNames, typeText } from '../schema/type-text.js';
import { declaration, isInterface, typesFrom, unionDeclaration } from './declaration.js';
import { docstring, undocumented } from './docstring.js';
import { type MethodTypes, methodText, operationConstant } from './operation-text.js';
import { type ParametersType, parameterSchemas, parametersType } from './parameters-type.js';
import { type Runtime, type RuntimeType, runtimeImports } from './runtime.js';
import { quote } from './source-text.js';
import { commonErrorCode } from './type-registry.js';

/** The names that one operation's own types have in the output. */
export interface OperationTypeNames {
  readonly parameters: string;
  readonly response: string;
  readonly errorCode: string;
}

/** One API of the document: a module with a class. */
export interface Api {
  readonly name: string;
  readonly className: string;
  readonly operations: readonly OperationDescription[];
  readonly typeNames: ReadonlyMap<OperationDescription, OperationTypeNames>;
  /** The named schemas that its operations lead to. */
  readonly schemas: ReadonlySet<string>;
}

/** What all modules of one output have in common. */
export interface Output {
  readonly header: string;
  readonly runtime: Runtime;
  readonly schemas: SchemaSet;
  readonly names: TypeNames;
  /** The named schemas that stand in the shared module. */
  readonly shared: ReadonlySet<string>;
}

/** Schemas that the operation's types mention. */
export function operationSchemas(operation: OperationDescription): readonly (Schema | 'file')[] {
  return [...parameterSchemas(operation), operation.response];
}

/** Whether the answer needs a declaration of its own. */
export function declaresResponse(operation: OperationDescription): boolean {
  return isInterface(operation.response);
}

/** Whether the document lists any error code of the operation. */
export function listsErrorCodes({ errorCodes }: OperationDescription): boolean {
  return errorCodes.common || errorCodes.own.length > 0;
}

interface OperationTypes extends MethodTypes {
  /** By the name that each declares. */
  readonly declarations: ReadonlyMap<string, string>;
}

function errorCodeDeclaration(operation: OperationDescription, name: string): string {
  const { own, common } = operation.errorCodes;
  const members = [...own.map(quote), ...(common ? [commonErrorCode] : []), '(string & {})'];
  const paragraphs = [`Error codes of \`${operation.id}\`; Alipay may add others.`];
  return unionDeclaration(name, members, { ...undocumented, paragraphs });
}

function responseDeclaration(operation: OperationDescription, name: string, names: TypeNames): string {
  const paragraphs = [`Answer of \`${operation.id}\`.`];
  return declaration(name, operation.response, { ...undocumented, paragraphs }, names);
}

function operationTypes(operation: OperationDescription, api: Api, { names, schemas }: Output): OperationTypes {
  const own = api.typeNames.get(operation);
  if (own === undefined) throw new RangeError(`${operation.id} is of another API`);
  const parameters: ParametersType | undefined = parametersType(own.parameters, operation, schemas, names);
  const declarations = new Map<string, string>();
  if (parameters !== undefined && parameters.declaration !== '') {
    declarations.set(own.parameters, parameters.declaration);
  }
  if (declaresResponse(operation)) {
    declarations.set(own.response, responseDeclaration(operation, own.response, names));
  }
  if (listsErrorCodes(operation)) declarations.set(own.errorCode, errorCodeDeclaration(operation, own.errorCode));
  return {
    parameters,
    response: declaresResponse(operation) ? own.response : typeText(operation.response, names, '  '),
    errorCode: listsErrorCodes(operation) ? own.errorCode : undefined,
    declarations,
  };
}

/** The declaration of a named schema. */
export function schemaDeclaration(name: string, { names, schemas }: Output): string {
  const { schema, documentation } = schemas.get(name);
  return declaration(names.schema(name), schema, documentation, names);
}

function classText(api: Api, types: ReadonlyMap<OperationDescription, OperationTypes>): string {
  const methods = Array.from(types, ([operation, own]) => `\n${methodText(operation, own)}`);
  return [
    docstring({ ...undocumented, paragraphs: [`The operations of \`${api.name}\`.`] }),
    `export class ${api.className} {\n  readonly #client: ApiClient;\n\n`,
    '  constructor(client: ApiClient) {\n    this.#client = client;\n  }\n',
    ...methods,
    '}\n',
  ].join('');
}

function usedRuntime({ operations }: Api): readonly RuntimeType[] {
  const uploads = operations.some(({ body }) => {
    return body?.kind === 'multipart' && body.parts.some((part) => part.schema === 'file');
  });
  return ['ApiClient', 'ApiPromise', ...(uploads ? (['FileInput'] as const) : []), 'Operation', 'RequestOptions'];
}

/** Shared types that the module's own declarations mention by name, and all those that it passes on. */
function sharedTypes(api: Api, { schemas, shared, names }: Output): { imported: string[]; exported: string[] } {
  const own = [...api.schemas].filter((name) => !shared.has(name));
  const mentioned = new Set([
    ...own.flatMap((name) => [...schemas.get(name).references]),
    ...api.operations.flatMap((operation) => [...schemas.mentioned(operationSchemas(operation))]),
  ]);
  const common = api.operations.some(({ errorCodes }) => errorCodes.common) ? [commonErrorCode] : [];
  const identifiers = (some: Iterable<string>): string[] => {
    return [
      ...Array.from(some)
        .filter((name) => shared.has(name))
        .map((name) => names.schema(name)),
      ...common,
    ];
  };
  return { imported: identifiers(mentioned), exported: identifiers(api.schemas) };
}

/** The module of one API. */
export function apiModule(api: Api, output: Output): string {
  const types = new Map(
    api.operations.map((operation) => [operation, operationTypes(operation, api, output)] as const),
  );
  const { imported, exported } = sharedTypes(api, output);
  const own = [...api.schemas].filter((name) => !output.shared.has(name));
  const declarations = new Map([
    ...own.map((name) => [output.names.schema(name), schemaDeclaration(name, output)] as const),
    ...[...types.values()].flatMap((type) => [...type.declarations]),
  ]);
  const sorted = [...declarations].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    `${output.header}${runtimeImports(output.runtime, usedRuntime(api))}${typesFrom('import', imported, './models.js')}`,
    ...(exported.length === 0 ? [] : [typesFrom('export', exported, './models.js')]),
    ...api.operations.map(operationConstant),
    classText(api, types),
    ...sorted.map(([, text]) => text),
  ].join('\n');
}
