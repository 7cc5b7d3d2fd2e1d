import type { Fact, FactCondition } from '../../packages/alipay/generator/facts/fact.js';

export type Language = 'en' | 'zh';
export type InBoth = Readonly<Record<Language, string>>;
export type { Fact };

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
  /** What is known of fields of the same name, if nothing is of this one. */
  readonly elsewhere?: Fact | undefined;
  /** Text of an example value. */
  readonly example: string | undefined;
  /** Whether an example request sends the field although nothing is known to require it, where that is chosen by hand. */
  readonly inExample?: boolean | undefined;
}

/** Why a call sends a field. */
export type LeastReason =
  | { readonly kind: 'required' | 'second-hand' | 'typical' }
  | { readonly kind: 'case'; readonly when: InBoth }
  | { readonly kind: 'condition'; readonly condition: FactCondition }
  | { readonly kind: 'at-least-one' | 'exactly-one'; readonly choice: readonly string[] }
  | { readonly kind: 'code'; readonly code: string };

/** A field of the least request. */
export interface LeastPart {
  /** From the top of the request: `goods_detail[].goods_id`. */
  readonly path: string;
  readonly field: Field;
  readonly reason: LeastReason;
  /** Nothing for an object, whose members are parts of their own. */
  readonly value: unknown;
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
  /** Alipay's title, where it has one. */
  readonly title: string | undefined;
  /** How the operation relates to the published document, where it is not simply part of it. */
  readonly status: Status | undefined;
  /** The response is a stream of events. */
  readonly streams: boolean;
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

export interface Status {
  readonly kind: 'retired' | 'removed upstream' | 'added' | 'uncatalogued';
  /** Date of the document that has the operation, where it is another one. */
  readonly document: string | undefined;
  /** Date of the first document that no longer has it. */
  readonly removedIn: string | undefined;
}

/** A page, an order or a call of the v2 gateway. */
export interface PageMethod {
  readonly id: string;
  readonly kind: 'page' | 'sdk' | 'gateway';
  /** Alipay's title. */
  readonly title: string | undefined;
  readonly summary: InBoth;
  /** What `biz_content` holds. */
  readonly fields: readonly Field[];
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
