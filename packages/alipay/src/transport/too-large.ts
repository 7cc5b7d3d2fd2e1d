import { AlipayContentError } from '../errors/alipay-content-error.js';
import { presentHeader } from '../signing/response-signature.js';

interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The error of a response that is longer than the configured limit. */
export function tooLarge({ status, headers }: ResponseHead, limit: number): AlipayContentError {
  return new AlipayContentError(`the response is larger than ${limit} bytes`, {
    problem: 'too-large',
    status,
    traceId: presentHeader(headers, 'alipay-trace-id'),
  });
}
