/** What Alipay answers instead of doing what was asked; the gateway knows the HTTP status that belongs to the code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Alipay's code, e.g. `AUTH_CODE_NOT_VALID` or `invalid-signature`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
