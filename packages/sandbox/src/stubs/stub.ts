/** What `setStub` and `PUT /sandbox/stubs/:operationId` take. */
export interface Stub {
  /** HTTP status; one of 400 and above makes `body` an error response. Default 200. */
  readonly status?: number;
  /** The response's model, checked against the catalogue. */
  readonly body: object;
  /** How many calls it answers. Default: all, until it is removed. */
  readonly times?: number;
  /** `true`: `body` may be what the catalogue does not know. Default `false`. */
  readonly unchecked?: boolean;
}

/** A response in force. */
export interface StubInForce {
  /** Alipay's name of the operation. */
  readonly operationId: string;
  readonly status: number;
  readonly body: object;
  /** How many more calls it will answer; `null` when it stays until it is removed. */
  readonly remaining: number | null;
}
