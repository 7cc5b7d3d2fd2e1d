import type { SchemaNode } from './schema-node.js';

/** A parameter in the path or the query. */
export interface CataloguedParameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: SchemaNode;
}

/** The body of an operation; `unknown`: no source says what the operation takes. */
export type CataloguedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'json'; readonly schema: SchemaNode; readonly required: boolean }
  | {
      readonly kind: 'multipart';
      /** Absent when the operation takes files alone. */
      readonly data: SchemaNode | undefined;
      readonly files: readonly string[];
      readonly required: readonly string[];
    };

/** One operation of the catalogue. */
export interface CataloguedOperation {
  /** Alipay's name, e.g. `alipay.trade.query`. */
  readonly id: string;
  /** Alipay's group, for example `alipay.trade`. */
  readonly tag: string;
  /** Upper case. */
  readonly method: string;
  /** With the names of its parameters, e.g. `/v3/alipay/marketing/activity/{activity_id}`. */
  readonly path: string;
  readonly inPath: readonly CataloguedParameter[];
  readonly query: readonly CataloguedParameter[];
  readonly body: CataloguedBody;
  /** The model of a successful response, or of what an event of a stream holds. */
  readonly response: SchemaNode;
  /** Whether the response is a stream of events. */
  readonly streams: boolean;
  /** The models of error responses. */
  readonly errors: readonly SchemaNode[];
}
