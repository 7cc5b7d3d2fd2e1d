/** `unknown`: the named thing does not exist; `invalid`: a value has the wrong form. */
export type SandboxErrorCode = 'unknown' | 'invalid';

/** A mistake in a call of the sandbox's own methods or control API. The message names the field. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
