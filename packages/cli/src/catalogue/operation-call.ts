import type { Operation } from '@lingpai/alipay';
import type { CatalogueOperation } from './command-catalogue.js';

/** Where the parameters of an operation go, for a client. */
export function operationCall(id: string, operation: CatalogueOperation): Operation {
  const { method, path, pathFields, queryFields, body, files, idempotencyKeys } = operation;
  return {
    id,
    method,
    path,
    ...(pathFields === undefined ? {} : { pathParameters: Object.keys(pathFields) }),
    ...(queryFields === undefined ? {} : { queryParameters: Object.keys(queryFields) }),
    ...(body === undefined ? {} : { body }),
    ...(files === undefined ? {} : { fileParameters: Object.keys(files) }),
    ...(idempotencyKeys === undefined ? {} : { idempotencyKeys }),
  };
}
