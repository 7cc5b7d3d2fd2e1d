import { DocumentNode } from '../document/document-node.js';
import { SchemaSet } from '../schema/schema-set.js';
import { readCommonCodes } from './error-codes.js';
import type { OperationDescription } from './operation-description.js';
import { readOperations } from './read-operations.js';

/** An OpenAPI document, read and checked. */
export interface OpenApiDocument {
  readonly root: DocumentNode;
  readonly schemas: SchemaSet;
  /** Codes with which every operation can respond. */
  readonly commonCodes: readonly string[];
  readonly operations: readonly OperationDescription[];
}

/** YAML makes a number of an unquoted `3.0`. */
function checkVersion(root: DocumentNode): void {
  const version = root.member('openapi');
  if (typeof version.value === 'string' && version.value.startsWith('3.')) return;
  const expected = '"3.0.3" or another 3.x';
  if (typeof version.value !== 'number' || Math.floor(version.value) !== 3) version.expected(expected);
  version.odd(expected, 'taken as that');
}

/**
 * Reads a document.
 *
 * @param document the parsed JSON or YAML
 * @throws GeneratorError when it cannot be used
 */
export function readDocument(document: unknown): OpenApiDocument {
  const root = new DocumentNode(document);
  checkVersion(root);
  const schemas = new SchemaSet(root);
  const commonCodes = readCommonCodes(root);
  return { root, schemas, commonCodes, operations: readOperations({ root, schemas, commonCodes }) };
}
