import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { HttpMethod } from '@lingpai/alipay';
import type { Fact } from '@lingpai/alipay/generator';

/** A field, with what is known about it. */
export interface CatalogueField extends Fact {
  /** `string`, `number`, `integer`, `boolean`, `object`, or the name of a schema. */
  readonly type: string;
  /** The field is a list of that type. */
  readonly list?: true;
  /** Alipay's document requires it. */
  readonly required?: true;
}

export type CatalogueFields = Readonly<Record<string, CatalogueField>>;

/** How an operation relates to the published document, where it is not simply part of it. */
export interface CatalogueStatus {
  readonly kind: 'retired' | 'removed upstream' | 'added' | 'uncatalogued';
  /** Date of the document that has the operation, where it is another one. */
  readonly document?: string;
  /** Date of the first document that no longer has it. */
  readonly removedIn?: string;
}

/** One operation, as `lingpai apis` shows it and `lingpai call` calls it. */
export interface CatalogueOperation {
  readonly en: string;
  readonly zh: string;
  readonly status?: CatalogueStatus;
  /** The response is a stream of events; `response` is what one of them holds. */
  readonly streams?: true;
  readonly method: HttpMethod;
  readonly path: string;
  readonly pathFields?: CatalogueFields;
  readonly queryFields?: CatalogueFields;
  readonly body?: 'json' | 'multipart';
  /** The schema of the body; of a multipart body that of its part `data`. */
  readonly model?: string;
  readonly files?: CatalogueFields;
  readonly idempotencyKeys?: readonly string[];
  /** The schema of the response. Absent when the response has no fields. */
  readonly response?: string;
  /** The operation's own error codes. */
  readonly codes: readonly string[];
}

/** What the command line knows about Alipay's operations; `npm run build` writes it. */
export interface CommandCatalogue {
  /** Date of Alipay's document. */
  readonly document: string;
  readonly operations: Readonly<Record<string, CatalogueOperation>>;
  readonly schemas: Readonly<Record<string, CatalogueFields>>;
  /** Codes of the gateway, which any operation can return. */
  readonly commonCodes: readonly string[];
  /** What to do about an error code. */
  readonly advice: Readonly<Record<string, { readonly en: string; readonly zh: string }>>;
}

export function readCommandCatalogue(): CommandCatalogue {
  const file = new URL('../catalogue.json.gz', import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}

/** The fields of a schema; `undefined` when `name` is no schema. */
export function schemaFields({ schemas }: CommandCatalogue, name: string | undefined): CatalogueFields | undefined {
  return name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
}

export function findOperation({ operations }: CommandCatalogue, id: string): CatalogueOperation | undefined {
  return Object.hasOwn(operations, id) ? operations[id] : undefined;
}
