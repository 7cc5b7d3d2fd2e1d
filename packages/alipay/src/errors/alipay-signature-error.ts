import { brandClass } from '../class-brand.js';
import { AlipayError } from './alipay-error.js';

/** Why a response or a notification could not be trusted. */
export type SignatureProblem =
  /** A header or field that the signature needs is missing. */
  | 'missing'
  /** The signature was not made with Alipay's key over this content. */
  | 'wrong'
  /** It was signed with a certificate that is not the configured one, and that cannot be downloaded or trusted. */
  | 'unknown-certificate'
  /** It names a kind of signature, or a charset, that is not accepted. */
  | 'unsupported'
  /** The signature is Alipay's, and one of its fields could be read as several: see `field`. */
  | 'ambiguous';

/**
 * A response without the signature of Alipay that it needs, or with a wrong one. It is never data, and whether Alipay
 * acted on the request is unknown.
 */
export class AlipaySignatureError extends AlipayError {
  readonly problem: SignatureProblem;
  /** HTTP status of the response; `undefined` for a notification. */
  readonly status: number | undefined;
  readonly traceId: string | undefined;
  /** Of a notification: the field that is to blame, if it is one. A stranger may have chosen its name. */
  readonly field: string | undefined;

  static {
    brandClass(AlipaySignatureError, 'AlipaySignatureError');
    AlipaySignatureError.prototype.name = 'AlipaySignatureError';
  }

  constructor(
    message: string,
    details: {
      readonly problem: SignatureProblem;
      readonly status?: number | undefined;
      readonly traceId?: string | undefined;
      readonly field?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.problem = details.problem;
    this.status = details.status;
    this.traceId = details.traceId;
    this.field = details.field;
  }
}
