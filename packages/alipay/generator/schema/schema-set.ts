import { DocumentNode } from '../document/document-node.js';
import { type Documentation, schemaDocumentation } from '../document/documentation.js';
import { component } from '../document/reference.js';
import { readSchema } from './read-schema.js';
import type { Property, Schema } from './schema.js';

/** A schema that stands under a name in `#/components/schemas`. */
export interface NamedSchema {
  readonly schema: Schema;
  readonly documentation: Documentation;
  /** Names of all the schemas that it refers to itself. */
  readonly references: ReadonlySet<string>;
  readonly source: DocumentNode;
}

type Annotate = (name: string, schema: Schema) => Schema;

type Reference = Extract<Schema, { kind: 'reference' }>;

/** How many schemas may have to be looked at to know what kind of thing one is. */
const mostDirect = 1000;

function* references(schema: Schema | 'file'): Generator<Reference> {
  if (schema === 'file') return;
  if (schema.kind === 'reference') yield schema;
  else if (schema.kind === 'array') yield* references(schema.items);
  else if (schema.kind === 'all' || schema.kind === 'any')
    for (const member of schema.members) yield* references(member);
  else if (schema.kind === 'object') {
    for (const property of schema.properties) yield* references(property.schema);
    if (schema.additional !== undefined) yield* references(schema.additional);
  }
}

/** References that a type alias would have to look through to be anything at all. */
function* directReferences(schema: Schema): Generator<Reference> {
  if (schema.kind === 'reference') yield schema;
  else if (schema.kind === 'all' || schema.kind === 'any') {
    for (const member of schema.members) yield* directReferences(member);
  }
}

/** The document's named schemas, each read once and only when something refers to it. */
export class SchemaSet {
  readonly #root: DocumentNode;
  readonly #annotate: Annotate;
  readonly #read = new Map<string, NamedSchema>();
  readonly #checked = new Set<string>();
  readonly #objects = new Map<string, boolean>();
  readonly #empty = new Map<string, boolean>();
  readonly #names = new Map<string, ReadonlySet<string>>();

  /** @param annotate adds what is known beyond the document to each named schema */
  constructor(root: DocumentNode, annotate: Annotate = (_name, schema) => schema) {
    this.#root = root;
    this.#annotate = annotate;
  }

  /** Every schema name that these schemas lead to, and each of them checked to exist and to come to an end. */
  reach(schemas: Iterable<Schema | 'file'>): ReadonlySet<string> {
    const reached = new Set<string>();
    const waiting = [...schemas].flatMap((schema) => [...references(schema)]);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next.name)) continue;
      reached.add(next.name);
      waiting.push(...references(this.resolve(next)));
    }
    return reached;
  }

  /** The schema names that stand in these schemas themselves. */
  mentioned(schemas: Iterable<Schema | 'file'>): ReadonlySet<string> {
    return new Set([...schemas].flatMap((schema) => Array.from(references(schema), (found) => found.name)));
  }

  get(name: string): NamedSchema {
    const known = this.#read.get(name);
    if (known === undefined) throw new RangeError(`${name} was never reached`);
    return known;
  }

  /** The schema that a reference stands for; it may be a reference itself. */
  resolve(reference: Reference): Schema {
    const named = this.#load(reference);
    if (!this.#checked.has(reference.name)) {
      this.#checked.add(reference.name);
      this.#refuseEndless(reference.name, named);
    }
    return named.schema;
  }

  /** The schema itself, whatever references stand before it. */
  concrete(schema: Schema): Schema {
    return schema.kind === 'reference' ? this.concrete(this.resolve(schema)) : schema;
  }

  /** Whether every value is a JSON object. */
  isObject(schema: Schema): boolean {
    if (schema.kind === 'reference') return this.#once(this.#objects, schema, (target) => this.isObject(target));
    if (schema.kind === 'all') return schema.members.some((member) => this.isObject(member));
    if (schema.kind === 'any') return schema.members.every((member) => this.isObject(member));
    return schema.kind === 'object';
  }

  /** Whether an object without any property is a value of it. */
  acceptsEmpty(schema: Schema): boolean {
    if (schema.kind === 'reference') return this.#once(this.#empty, schema, (target) => this.acceptsEmpty(target));
    if (schema.kind === 'all') return schema.members.every((member) => this.acceptsEmpty(member));
    if (schema.kind === 'any') return schema.members.some((member) => this.acceptsEmpty(member));
    return schema.kind === 'object' && schema.properties.every((property) => !property.required);
  }

  /** Names of the properties that a value can have by name. */
  propertyNames(schema: Schema): ReadonlySet<string> {
    if (schema.kind === 'reference') return this.#once(this.#names, schema, (target) => this.propertyNames(target));
    if (schema.kind === 'object') return new Set(schema.properties.map((property: Property) => property.name));
    const members = schema.kind === 'all' || schema.kind === 'any' ? schema.members : [];
    return new Set(members.flatMap((member) => [...this.propertyNames(member)]));
  }

  /** Reads each named schema once: alternatives that lead to the same schema again and again would take forever. */
  #once<T>(known: Map<string, T>, reference: Reference, read: (target: Schema) => T): T {
    const found = known.get(reference.name);
    if (found !== undefined) return found;
    const result = read(this.resolve(reference));
    known.set(reference.name, result);
    return result;
  }

  #load({ name, source }: Reference): NamedSchema {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const missing = new DocumentNode(true, source.pointer, source.warnings);
    const found = () => component(this.#root, 'schemas', name, source);
    const node = source.leniently(found, missing, 'any value is taken');
    const schema = this.#annotate(name, readSchema(node));
    const names = new Set(Array.from(references(schema), (found) => found.name));
    const read = { schema, documentation: schemaDocumentation(node), references: names, source: node };
    this.#read.set(name, read);
    return read;
  }

  #refuseEndless(name: string, { schema, source }: NamedSchema): void {
    const passed = new Set<string>();
    const waiting = [...directReferences(schema)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.name === name) source.fail('the schema is defined by nothing but itself');
      if (passed.has(next.name)) continue;
      passed.add(next.name);
      if (passed.size > mostDirect) source.fail(`the schema is defined by more than ${mostDirect} others`);
      waiting.push(...directReferences(this.#load(next).schema));
    }
  }
}
