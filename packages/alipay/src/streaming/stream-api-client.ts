import type { ApiClient } from '../client/operation.js';
import type { ServerEvent } from './event-stream-parser.js';
import type { OperationCall, StreamOptions } from './stream-options.js';

/** What a generated API class with operations that stream needs of a client; `AlipayClient` is one. */
export interface StreamApiClient extends ApiClient {
  /** Makes a call whose response is a stream of events. */
  stream(call: OperationCall, options: StreamOptions): AsyncGenerator<ServerEvent, void, undefined>;
}
