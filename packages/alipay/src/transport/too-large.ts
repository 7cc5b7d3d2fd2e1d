import { AlipayContentError } from '../errors/alipay-content-error.js';
import { presentHeader } from '../signing/response-signature.js';

interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The error of an answer that is longer than the configured limit. */
export function tooLarge({ status, headers }: AnswerHead, limit: number): AlipayContentError {
  return new AlipayContentError(`the answer is larger than ${limit} bytes`, {
    problem: 'too-large',
    status,
    traceId: presentHeader(headers, 'alipay-trace-id'),
  });
}
