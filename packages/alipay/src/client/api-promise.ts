/** A response with its status and headers. */
export interface AlipayResponse<T> {
  readonly data: T;
  /** HTTP status. */
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header `alipay-trace-id`: what Alipay's support asks for. */
  readonly traceId: string | undefined;
}

/** The promise that a call returns: of the response's model, or of the whole response. */
export class ApiPromise<T> extends Promise<T> {
  readonly #response: Promise<AlipayResponse<T>>;

  constructor(response: Promise<AlipayResponse<T>>) {
    // The base promise is not used: `then` below uses the response, so a caller of `withResponse()` alone leaves no
    // second promise behind whose rejection would be unhandled.
    super((resolve) => resolve(undefined as T));
    this.#response = response;
  }

  /** The response's model together with status, headers and trace id. */
  withResponse(): Promise<AlipayResponse<T>> {
    return this.#response;
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise is what this is.
  override then<Fulfilled = T, Rejected = never>(
    onFulfilled?: ((value: T) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#response.then((response) => response.data).then(onFulfilled, onRejected);
  }

  override catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<T | Rejected> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#response.then((response) => response.data).finally(onFinally);
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}
