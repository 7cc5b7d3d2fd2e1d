import type { Operation } from '../client/operation.js';
import type { RequestOptions } from '../client/request-options.js';

/** A call of a catalogued operation. */
export interface OperationCall {
  readonly operation: Operation;
  /** The operation's path, query and body parameters in one object, by their names on the wire. */
  readonly parameters?: object | undefined;
}

/** Options of a call whose response is a stream of events. `timeout` covers everything until the response's headers. */
export interface StreamOptions extends RequestOptions {
  /**
   * Required: Alipay signs no stream, so only TLS protects its events.
   */
  readonly acceptUnsigned: true;
  /** Milliseconds between two pieces of the stream, comments included; 60,000 by default. */
  readonly idleTimeout?: number | undefined;
  /** Characters that one event may have; 1,048,576 by default. */
  readonly maxEventLength?: number | undefined;
}
