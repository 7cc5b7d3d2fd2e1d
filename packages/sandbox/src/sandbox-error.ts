/** `unknown`: what was named does not exist; `invalid`: what was given is not of the expected form. */
export type SandboxErrorCode = 'unknown' | 'invalid';

/** A mistake in the use of the sandbox's own controls. The message names the field. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
