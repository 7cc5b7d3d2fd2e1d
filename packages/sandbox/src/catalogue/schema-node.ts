/** A schema of the catalogue, as far as the catalogue uses OpenAPI's. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: SchemaNode;
  /** Absent: any member is allowed. */
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
}

/** Finds the named schemas of one catalogue. */
export class SchemaSet {
  readonly #schemas: Readonly<Record<string, SchemaNode>>;

  constructor(schemas: Readonly<Record<string, SchemaNode>>) {
    this.#schemas = schemas;
  }

  /** The schema that a reference stands for; any other is returned as it is. */
  resolve(node: SchemaNode): SchemaNode {
    if (node.$ref === undefined) return node;
    const found = this.#schemas[node.$ref.slice(node.$ref.lastIndexOf('/') + 1)];
    if (found === undefined) throw new TypeError(`catalogue: ${node.$ref} is missing`);
    return this.resolve(found);
  }
}
