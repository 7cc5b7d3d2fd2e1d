/** What a single request may differ in. */
export interface RequestOptions {
  /** Ends the request, or the stream. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the response has to be there; the client's `timeout` by default. */
  readonly timeout?: number | undefined;
  /**
   * Repeating a request that creates something with the same key has no further effect: the hub responds as it did at first.
   * A new one by default.
   */
  readonly idempotencyKey?: string | undefined;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
