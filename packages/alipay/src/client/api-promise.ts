/** A response with what came around it. */
export interface AlipayResponse<T> {
  readonly data: T;
  /** HTTP status. */
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header `alipay-trace-id`: what Alipay's support asks for. */
  readonly traceId: string | undefined;
}

/** What a call returns: a promise of the response's model, that also gives the whole response. */
export class ApiPromise<T> extends Promise<T> {
  readonly #response: Promise<AlipayResponse<T>>;

  constructor(response: Promise<AlipayResponse<T>>) {
    // The base promise is never used: `then` below hangs on the response, so that a caller who only asks
    // for `withResponse()` leaves no second promise behind to reject unhandled.
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
