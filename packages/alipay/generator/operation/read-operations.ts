import type { DocumentNode } from '../document/document-node.js';
import { operationDocumentation } from '../document/documentation.js';
import { readSchema } from '../schema/read-schema.js';
import { emptyObject } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { readOperationName } from './api-name.js';
import { readErrorCodes } from './error-codes.js';
import type { OperationDescription } from './operation-description.js';
import { readResponseSchema, readBody } from './read-content.js';
import { readParameters } from './read-parameters.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const otherMethods = ['head', 'options', 'trace'];

interface Context {
  readonly root: DocumentNode;
  readonly schemas: SchemaSet;
  readonly commonCodes: readonly string[];
}

function isSuccess(status: string): boolean {
  return /^2(?:\d\d|XX)$/i.test(status);
}

function readResponse({ root }: Context, operation: DocumentNode): OperationDescription['response'] {
  const success = operation
    .member('responses')
    .entries()
    .find(([status]) => isSuccess(status));
  const schema = success === undefined ? undefined : readResponseSchema(root, success[1]);
  return schema === undefined ? emptyObject : readSchema(schema);
}

function errorResponses({ root }: Context, operation: DocumentNode): readonly DocumentNode[] {
  return operation
    .member('responses')
    .entries()
    .filter(([status]) => !isSuccess(status) && !status.startsWith('x-'))
    .flatMap(([, response]) => readResponseSchema(root, response) ?? []);
}

function readOperation(
  context: Context,
  method: string,
  operation: DocumentNode,
  pathItem: DocumentNode,
  path: string,
): OperationDescription {
  return {
    ...readOperationName(operation),
    method: method.toUpperCase(),
    path,
    documentation: operationDocumentation(operation),
    parameters: readParameters(context.root, pathItem, operation, path),
    body: readBody(context.root, context.schemas, operation),
    response: readResponse(context, operation),
    errorCodes: readErrorCodes(context.root, errorResponses(context, operation), context.commonCodes),
    source: operation,
  };
}

function readPath(context: Context, path: string, item: DocumentNode): readonly OperationDescription[] {
  for (const name of ['$ref', ...otherMethods]) {
    if (item.has(name)) item.member(name).fail('expected only GET, POST, PUT, PATCH and DELETE operations here');
  }
  return methods.flatMap((method) => {
    const operation = item.optional(method);
    return operation === undefined ? [] : [readOperation(context, method, operation, item, path)];
  });
}

/** All operations of the document by their id, in the order of their ids. */
export function readOperations(context: Context): readonly OperationDescription[] {
  const found = new Map<string, OperationDescription>();
  for (const [path, item] of context.root.member('paths').entries()) {
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) item.fail('expected a path that begins with "/"');
    for (const operation of readPath(context, path, item)) {
      const other = found.get(operation.id);
      const id = operation.source.member('operationId');
      if (other !== undefined) id.fail(`${operation.id} is the id of ${other.source.pointer}, too`);
      found.set(operation.id, operation);
    }
  }
  return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
