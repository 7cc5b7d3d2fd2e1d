/** What `setStub` and `PUT /sandbox/stubs/:operationId` take. */
export interface Stub {
  /** HTTP status; from 400 on, `body` is an error response. Default 200. */
  readonly status?: number;
  /** The response's model, checked against the catalogue. */
  readonly body: object;
  /** How many calls get this response. Default: all, until the stub is removed. */
  readonly times?: number;
  /** `true`: `body` is not checked against the catalogue. Default `false`. */
  readonly unchecked?: boolean;
}

/** A stub in force. */
export interface StubInForce {
  /** Alipay's name of the operation. */
  readonly operationId: string;
  readonly status: number;
  readonly body: object;
  /** How many more calls get this response; `null` when it stays until it is removed. */
  readonly remaining: number | null;
}
