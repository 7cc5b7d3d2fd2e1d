import type { Fact as GeneratorFact } from './fact.d.ts';

export type Language = 'en' | 'zh';
export type InBoth = Readonly<Record<Language, string>>;
export type Fact = GeneratorFact;

/** A field or parameter with everything that is known about it. */
export interface Field {
  readonly name: string;
  readonly list: boolean;
  /** JSON type of the value, or of an item: `string`, `integer`, `number`, `boolean`, `object` or `file`. */
  readonly base: string;
  /** Name of the schema of the value, or of an item. */
  readonly model: string | undefined;
  /** What the generated types call that schema. */
  readonly modelType: string | undefined;
  readonly fact: Fact;
  /** Text of an example value. */
  readonly example: string | undefined;
}

export interface Schema {
  readonly name: string;
  readonly type: string;
  readonly fields: readonly Field[];
}

export interface Operation {
  readonly id: string;
  readonly api: string;
  readonly method: string;
  readonly verb: string;
  readonly path: string;
  /** Alipay's title. */
  readonly title: string;
  readonly summary: InBoth;
  readonly isCore: boolean;
  readonly inPath: readonly Field[];
  readonly inQuery: readonly Field[];
  /** Members of the JSON body, or parts of the form. */
  readonly inBody: readonly Field[];
  readonly multipart: boolean;
  /** All of what the method takes. */
  readonly fields: readonly Field[];
  readonly response: Schema | undefined;
  readonly errorCodes: readonly string[];
  readonly idempotencyKeys: readonly string[];
  readonly related: readonly string[];
  readonly signature: string;
}

/** A group of APIs in the navigation. */
export interface Domain extends InBoth {
  readonly prefix: string;
  readonly slug: string;
  readonly about: InBoth;
}

export interface Api {
  readonly name: string;
  readonly module: string;
  readonly className: string;
  readonly domain: Domain;
  readonly operations: readonly Operation[];
}

export interface Reference {
  readonly apis: readonly Api[];
  readonly domains: readonly Domain[];
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Where each operation is. */
  readonly modules: ReadonlyMap<string, { readonly module: string; readonly method: string }>;
  readonly commonCodes: readonly string[];
  readonly advice: ReadonlyMap<string, InBoth>;
  /** English of the meanings of values. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly documentDate: string;
}
