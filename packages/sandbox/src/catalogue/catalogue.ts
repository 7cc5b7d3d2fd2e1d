import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CataloguedOperation } from './catalogued-operation.js';
import { type OpenApiDocument, readOperations, readUncatalogued } from './openapi-document.js';
import { PathTable } from './path-table.js';
import { SchemaSet } from './schema-node.js';

/** Alipay's operations. */
export interface Catalogue {
  /** By Alipay's names. */
  readonly operations: ReadonlyMap<string, CataloguedOperation>;
  /** Those whose parameters and responses are not known, by their names. */
  readonly uncatalogued: ReadonlyMap<string, CataloguedOperation>;
  readonly paths: PathTable;
  readonly schemas: SchemaSet;
}

let loaded: Catalogue | undefined;

/** The catalogue of this version. It is large, so it is read on first use. */
export function catalogue(): Catalogue {
  loaded ??= readCatalogue();
  return loaded;
}

function readCatalogue(): Catalogue {
  const file = createRequire(import.meta.url).resolve('@lingpai/alipay/catalogue.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
  const operations = readOperations(document);
  const uncatalogued = readUncatalogued(document);
  return {
    operations: byId(operations),
    uncatalogued: byId(uncatalogued),
    paths: new PathTable([...operations, ...uncatalogued]),
    schemas: new SchemaSet(document.components.schemas),
  };
}

function byId(operations: readonly CataloguedOperation[]): ReadonlyMap<string, CataloguedOperation> {
  return new Map(operations.map((operation) => [operation.id, operation]));
}

/** Any operation that the gateway serves, by Alipay's name. */
export function servedOperation(id: string): CataloguedOperation | undefined {
  const { operations, uncatalogued } = catalogue();
  return operations.get(id) ?? uncatalogued.get(id);
}
