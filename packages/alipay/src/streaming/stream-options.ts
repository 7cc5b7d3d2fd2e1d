import type { Operation } from '../client/operation.js';
import type { RequestOptions } from '../client/request-options.js';

/** A call of a catalogued operation. */
export interface OperationCall {
  readonly operation: Operation;
  /** The operation's path, query and body parameters in one object, by their names on the wire. */
  readonly parameters?: object | undefined;
}

/** Options of a call that is answered with a stream of events. `timeout` is for the response's beginning. */
export interface StreamOptions extends RequestOptions {
  /**
   * Has to be said: Alipay signs no stream, so nothing but TLS protects its events.
   */
  readonly acceptUnsigned: true;
  /** Milliseconds that may pass without anything coming, a comment included; 60,000 by default. */
  readonly idleTimeout?: number | undefined;
  /** Characters that one event may have; 1,048,576 by default. */
  readonly maxEventLength?: number | undefined;
}
