import { DocumentNode } from './document/document-node.js';
import { component } from './document/reference.js';
import { annotateSchema } from './facts/annotate-schema.js';
import type { FactSet } from './facts/fact.js';
import { declaration } from './module/declaration.js';
import { header } from './module/header.js';
import { sortedTexts } from './module/output.js';
import { TypeRegistry } from './module/type-registry.js';
import { SchemaSet } from './schema/schema-set.js';

/**
 * Makes one module of types from the named schemas of a document, and of those that they lead to, as a request sends them. The
 * paths of the document are not read.
 *
 * @param document in the form of OpenAPI 3
 * @param options.schemas the names of the schemas
 * @param options.facts what is known beyond the document
 * @returns the text of the module
 * @throws GeneratorError when the document cannot be used; the message names the place as a JSON pointer
 */
export function generateModels(
  document: unknown,
  { schemas: names, facts = {} }: { readonly schemas: readonly string[]; readonly facts?: FactSet | undefined },
): string {
  const root = new DocumentNode(document);
  const known = facts.schemas ?? {};
  const schemas = new SchemaSet(root, (name, schema) => annotateSchema(schema, known[name] ?? {}, true));
  const reached = schemas.reach(
    names.map((name) => ({ kind: 'reference', name, source: component(root, 'schemas', name, root) })),
  );
  const registry = new TypeRegistry();
  registry.nameSchemas(reached);
  const declarations = [...reached].map((name) => {
    const { schema, documentation } = schemas.get(name);
    return [registry.schema(name), declaration(registry.schema(name), schema, documentation, registry)] as const;
  });
  return [header(root), ...sortedTexts(new Map(declarations))].join('\n');
}
