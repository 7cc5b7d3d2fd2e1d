import type { DocumentNode } from '../document/document-node.js';
import type { Documentation } from '../document/documentation.js';

export type Literal = string | number | boolean | null;

/** A schema of the document, reduced to what a type can say. */
export type Schema =
  | { readonly kind: 'plain'; readonly type: 'string' | 'number' | 'boolean' | 'null' | 'unknown' }
  /** `closed`: the values are all there are; otherwise Alipay may add some. */
  | { readonly kind: 'literals'; readonly values: readonly Literal[]; readonly closed?: boolean }
  | { readonly kind: 'array'; readonly items: Schema }
  | ObjectSchema
  | { readonly kind: 'reference'; readonly name: string; readonly source: DocumentNode }
  | { readonly kind: 'all' | 'any'; readonly members: readonly Schema[] };

export interface ObjectSchema {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** What further properties are; `undefined` when the document names none. */
  readonly additional: Schema | undefined;
}

export interface Property {
  /** Name on the wire. */
  readonly name: string;
  readonly schema: Schema | 'file';
  readonly required: boolean;
  readonly documentation: Documentation;
}

export const unknownSchema: Schema = { kind: 'plain', type: 'unknown' };
export const emptyObject: ObjectSchema = { kind: 'object', properties: [], additional: undefined };
