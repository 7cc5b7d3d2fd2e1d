import type { DocumentNode } from '../document/document-node.js';
import type { SchemaSet } from '../schema/schema-set.js';
import type { TypeNames } from '../schema/type-text.js';
import { declaration } from './declaration.js';
import type { Runtime } from './runtime.js';

/** What all modules of one output have in common. */
export interface Output {
  /** The document, for the headers of the files. */
  readonly root: DocumentNode;
  readonly runtime: Runtime;
  readonly schemas: SchemaSet;
  readonly names: TypeNames;
  /** The named schemas that stand in the shared module. */
  readonly shared: ReadonlySet<string>;
  /** By operation id: the parameters by which Alipay recognizes a repeated request. */
  readonly idempotencyKeys: Readonly<Record<string, readonly string[]>>;
}

/** The declaration of a named schema. */
export function schemaDeclaration(name: string, { names, schemas }: Output): string {
  const { schema, documentation } = schemas.get(name);
  return declaration(names.schema(name), schema, documentation, names);
}

/** The texts of declarations, in the order of the names that they declare. */
export function sortedTexts(declarations: ReadonlyMap<string, string>): readonly string[] {
  return [...declarations].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
}
