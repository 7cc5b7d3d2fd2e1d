import { checkData } from './check-data.js';

/** A condition on a sibling field. */
export type FieldCondition =
  | { readonly field: string; readonly equals: string }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly present: string }
  | { readonly absent: string };

/** What is certain about a field: Alipay's document or descriptions say so. */
export interface FieldRules {
  readonly required?: true;
  /** Of several conditions one suffices. */
  readonly requiredWhen?: readonly FieldCondition[];
  /** Fields of which at least one is required; this one is among them. */
  readonly atLeastOne?: readonly string[];
  /** Fields of which exactly one is required; this one is among them. */
  readonly exactlyOne?: readonly string[];
  readonly excludes?: readonly string[];
  /** A name in `formats`, or `json`. */
  readonly format?: string;
  /** The most digits after the point. */
  readonly decimals?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** `string`, `integer`, `number`, `boolean`, `object`, `file` or `#` and the name of a schema; of a list `[]` and its items' type. */
export type FieldType = string;

/** The fields of an object: their types, and rules where there are some. */
export type FieldEntries = Readonly<Record<string, FieldType | readonly [FieldType, FieldRules]>>;

/** What is checked of requests. `scripts/catalogue/check-data.mjs` makes it from the document and the facts. */
export interface CheckCatalogue {
  /** Sources of regular expressions. */
  readonly formats: Readonly<Record<string, string>>;
  /** By id: the parameters in path and query and the files, and the schema of the body. */
  readonly operations: Readonly<Record<string, { readonly parameters?: FieldEntries; readonly body?: string }>>;
  readonly schemas: Readonly<Record<string, FieldEntries>>;
  /** What `biz_content` holds, by the method of the v2 gateway. */
  readonly methods: Readonly<Record<string, FieldEntries>>;
  /** The schemas of `methods`. */
  readonly models: Readonly<Record<string, FieldEntries>>;
}

let parsed: CheckCatalogue | undefined;

/** The catalogue of this version, parsed on first use. */
export function checkCatalogue(): CheckCatalogue {
  parsed ??= JSON.parse(checkData) as CheckCatalogue;
  return parsed;
}
