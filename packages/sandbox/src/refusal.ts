/** An error response of Alipay; the gateway derives the HTTP status from the code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Alipay's code, for example `AUTH_CODE_NOT_VALID` or `invalid-signature`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
