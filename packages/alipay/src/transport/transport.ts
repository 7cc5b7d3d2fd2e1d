/** What a transport is asked to send: exactly these bytes to exactly this address, for they are signed. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute address, query included. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. A stream is sent as it is read: chunked, unless `content-length` is among the headers. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Ends the exchange early. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  /** Bytes of body after which the response is to be given up. */
  readonly maxResponseBytes: number;
}

/** A response as it came. */
export interface TransportResponse {
  readonly status: number;
  /** Lower-case names; values of repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A response whose body is still coming. */
export interface TransportStream {
  readonly status: number;
  /** Lower-case names; values of repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends early, connection included, when its iteration is left or the request's signal is given. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Carries one request to Alipay and brings the response back, whatever its status. Redirects are not followed. Should
 * reject with an `AlipayTransportError` that tells whether the request was sent; any other error counts as unknown.
 *
 * A function is enough. `client.stream()` needs its method `stream` besides.
 */
export interface Transport {
  (request: TransportRequest): Promise<TransportResponse>;
  /**
   * The same for a response that is read while it comes: `timeout` is for its beginning, and `maxResponseBytes` is the
   * reader's to mind.
   */
  readonly stream?: ((request: TransportRequest) => Promise<TransportStream>) | undefined;
}
