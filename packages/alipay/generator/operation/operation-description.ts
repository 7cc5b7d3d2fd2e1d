import type { DocumentNode } from '../document/document-node.js';
import type { Documentation } from '../document/documentation.js';
import type { Property, Schema } from '../schema/schema.js';
import type { OperationStatus } from './operation-status.js';

/** What a call sends as its body. */
export type Body =
  | { readonly kind: 'json'; readonly schema: Schema }
  | { readonly kind: 'multipart'; readonly parts: readonly Property[] };

/** The parameters of a call that are not in its body. */
export interface Parameters {
  readonly path: readonly Property[];
  readonly query: readonly Property[];
  /** Names of headers that only the caller can know. */
  readonly headers: readonly string[];
}

export interface ErrorCodes {
  readonly own: readonly string[];
  /** Whether the gateway's common codes are among the responses, too. */
  readonly common: boolean;
}

/** How a response arrives: whole, as a stream of events, or as the caller asks. */
export type Delivery = 'whole' | 'stream' | 'either';

/** One operation of the document, checked. */
export interface OperationDescription {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** Dotted name of the API that the operation belongs to: the stem of the module's and the class's names. */
  readonly api: string;
  readonly methodName: string;
  readonly documentation: Documentation;
  readonly parameters: Parameters;
  readonly body: Body | undefined;
  /** What a response holds; of a stream, what the document says about its events. */
  readonly response: Schema;
  readonly delivery: Delivery;
  readonly errorCodes: ErrorCodes;
  readonly status: OperationStatus | undefined;
  readonly source: DocumentNode;
}
