import { exampleText } from './example-text.js';
import type { SchemaNode, SchemaSet } from './schema-node.js';

/**
 * A value that fits a schema, with every member of it; the same schema gives the same value. A model within itself is
 * left out.
 */
export function exampleValue(schema: SchemaNode, schemas: SchemaSet): unknown {
  return example({ schema, name: 'value', within: [] }, schemas);
}

interface Part {
  readonly schema: SchemaNode;
  /** The name of the field, or of the list that it is in. */
  readonly name: string;
  /** The models that it is part of. */
  readonly within: readonly SchemaNode[];
}

function example({ schema: node, name, within }: Part, schemas: SchemaSet): unknown {
  const schema = schemas.resolve(node);
  const inside = [...within, schema];
  const inner = (child: SchemaNode, childName: string) =>
    inside.includes(schemas.resolve(child))
      ? undefined
      : example({ schema: child, name: childName, within: inside }, schemas);
  switch (schema.type) {
    case 'string':
      return schema.enum?.[0] ?? exampleText(name);
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [inner(schema.items ?? {}, name)].filter((item) => item !== undefined);
    default:
      return exampleObject(schema, inner);
  }
}

/** Members without a value are left out. */
function exampleObject(schema: SchemaNode, value: (child: SchemaNode, name: string) => unknown): object {
  const members = Object.entries(schema.properties ?? {}).map(([name, child]) => [name, value(child, name)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
