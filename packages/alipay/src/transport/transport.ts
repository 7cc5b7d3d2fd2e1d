/** What a transport sends: exactly these bytes to exactly this address, because they are signed. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute address, query included. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text is UTF-8. A stream is sent as it is read: chunked, unless `content-length` is among the headers. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Ends the exchange early. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  /** Bytes that the body of the response may have. */
  readonly maxResponseBytes: number;
}

/** A response as it arrived. */
export interface TransportResponse {
  readonly status: number;
  /** Lower-case names; values of repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A response whose body is still arriving. */
export interface TransportStream {
  readonly status: number;
  /** Lower-case names; values of repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends early and closes the connection when the iteration is left or the request's signal is aborted. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request to Alipay and returns the response with any status. It follows no redirect. It should reject with an
 * `AlipayTransportError` that says whether the request was sent; any other error counts as unknown.
 *
 * A function is enough. `client.stream()` also needs its method `stream`.
 */
export interface Transport {
  (request: TransportRequest): Promise<TransportResponse>;
  /**
   * The same for a response that is read while it arrives. `timeout` covers everything until the headers, and the reader
   * enforces `maxResponseBytes`.
   */
  readonly stream?: ((request: TransportRequest) => Promise<TransportStream>) | undefined;
}
