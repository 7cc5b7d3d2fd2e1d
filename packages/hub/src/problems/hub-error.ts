import type { ProblemCode } from './problem-codes.js';

export interface HubErrorDetails {
  readonly cause?: unknown;
  /** Further members of the problem; no secret. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  /** Seconds after which the request may succeed: the header `retry-after`. */
  readonly retryAfter?: number | undefined;
}

/** A request cannot be served. It becomes a problem document whose `detail` is the message: one sentence without a secret. */
export class HubError extends Error {
  readonly code: ProblemCode;
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  static {
    HubError.prototype.name = 'HubError';
  }

  constructor(code: ProblemCode, message: string, { cause, members = {}, retryAfter }: HubErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.members = members;
    this.retryAfter = retryAfter;
  }
}

/** Turns a `TypeError` of the vault or the client, which names the argument, into a problem of the request. */
export async function asInvalidRequest<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof TypeError) throw new HubError('invalid-request', cause.message, { cause });
    throw cause;
  }
}
