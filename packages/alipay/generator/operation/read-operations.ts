import type { DocumentNode } from '../document/document-node.js';
import { operationDocumentation } from '../document/documentation.js';
import { readSchema } from '../schema/read-schema.js';
import { emptyObject } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { nameOf, pathId, readOperationName } from './api-name.js';
import { readErrorCodes } from './error-codes.js';
import type { OperationDescription } from './operation-description.js';
import { readStatus, withStatus } from './operation-status.js';
import { readBody, readResponseContent } from './read-content.js';
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

/** Alipay's gateway streams what it serves below this path, whatever the document says about the response. */
const streamPath = '/v3/stream/';

function responsesOf(operation: DocumentNode): ReturnType<DocumentNode['entries']> {
  const responses = operation.object('responses');
  if (!operation.has('responses')) operation.member('responses').odd('an object', 'any response is taken');
  return responses?.entries() ?? [];
}

function readResponse(
  { root }: Context,
  operation: DocumentNode,
  path: string,
): Pick<OperationDescription, 'response' | 'delivery'> {
  const success = responsesOf(operation).find(([status]) => isSuccess(status));
  const { schema, delivery } =
    success === undefined ? ({ delivery: 'whole' } as const) : readResponseContent(root, success[1]);
  return {
    response: schema === undefined ? emptyObject : readSchema(schema),
    delivery: path.startsWith(streamPath) ? 'stream' : delivery,
  };
}

function errorResponses({ root }: Context, operation: DocumentNode): readonly DocumentNode[] {
  return responsesOf(operation)
    .filter(([status]) => !isSuccess(status) && !status.startsWith('x-'))
    .flatMap(([, response]) => {
      const read = () => readResponseContent(root, response).schema ?? [];
      return response.leniently(read, [], 'its error codes are left out');
    });
}

function readOperation(
  context: Context,
  method: string,
  operation: DocumentNode,
  pathItem: DocumentNode,
  path: string,
): OperationDescription {
  const status = readStatus(operation);
  return {
    ...readOperationName(operation, path),
    method: method.toUpperCase(),
    path,
    documentation: withStatus(operationDocumentation(operation), status),
    parameters: readParameters(context.root, pathItem, operation, path),
    body: readBody(context.root, context.schemas, operation),
    ...readResponse(context, operation, path),
    errorCodes: readErrorCodes(context.root, errorResponses(context, operation), context.commonCodes),
    status,
    source: operation,
  };
}

function readPath(context: Context, path: string, item: DocumentNode): readonly OperationDescription[] {
  for (const name of ['$ref', ...otherMethods]) {
    if (item.has(name))
      item.member(name).warn('expected only GET, POST, PUT, PATCH and DELETE operations here; left out');
  }
  return methods.flatMap((method) => {
    const operation = item.object(method);
    return operation === undefined ? [] : [readOperation(context, method, operation, item, path)];
  });
}

/** The path as it is called. */
function readTemplate(path: string, item: DocumentNode): string {
  if (path.startsWith('/')) return path;
  item.warn(`expected a path that begins with "/"; taken as /${path}`);
  return `/${path}`;
}

/** An operation whose id another one has, by the id that its path gives. */
function renamed(operation: OperationDescription, other: OperationDescription): OperationDescription {
  const { id, path, source } = operation;
  const node = source.member('operationId');
  const own = pathId(path);
  const taken = `${id} is the id of ${other.source.pointer}, too`;
  if (own === undefined || own === id) return node.fail(taken);
  node.warn(`${taken}; ${own}, by the path`);
  return { ...operation, ...nameOf(own, source) };
}

/** All operations of the document by their id, in the order of their ids. */
export function readOperations(context: Context): readonly OperationDescription[] {
  const found = new Map<string, OperationDescription>();
  // In the order of their paths, so that the order in the document decides nothing.
  const paths = [...context.root.member('paths').entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [path, item] of paths) {
    if (path.startsWith('x-')) continue;
    for (const read of readPath(context, readTemplate(path, item), item)) {
      const other = found.get(read.id);
      const operation = other === undefined ? read : renamed(read, other);
      const taken = found.get(operation.id);
      if (taken !== undefined) {
        operation.source.member('operationId').fail(`${operation.id} is the id of ${taken.source.pointer}, too`);
      }
      found.set(operation.id, operation);
    }
  }
  return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
