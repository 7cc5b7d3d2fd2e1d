import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/** What was wrong with the content of a response. */
export type ContentProblem =
  /** Not the expected JSON: HTML or an empty body, for instance. */
  | 'not-json'
  /** The configured `encryptKey` does not decrypt it. */
  | 'undecipherable'
  /** Longer than the configured limit; the rest was not read. */
  | 'too-large'
  /** An integer beyond 2^53, which a number cannot hold exactly; see the option `bigints`. */
  | 'unsafe-integer'
  /** A valid response that is not the expected stream of events. */
  | 'not-events';

/** A response that cannot be read. */
export class AlipayContentError extends AlipayError {
  readonly problem: ContentProblem;
  /** HTTP status of the response. */
  readonly status: number;
  readonly traceId: string | undefined;
  /** Milliseconds that the response's `Retry-After` asked to wait, if it did. */
  readonly retryAfter: number | undefined;

  static {
    brandClass(AlipayContentError, 'AlipayContentError');
    AlipayContentError.prototype.name = 'AlipayContentError';
  }

  constructor(
    message: string,
    details: {
      readonly problem: ContentProblem;
      readonly status: number;
      readonly traceId?: string | undefined;
      readonly retryAfter?: number | undefined;
    },
  ) {
    super(message);
    this.problem = details.problem;
    this.status = details.status;
    this.traceId = details.traceId;
    this.retryAfter = details.retryAfter;
  }
}
