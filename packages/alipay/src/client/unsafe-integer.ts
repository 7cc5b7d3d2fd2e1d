import { AlipayContentError } from '../errors/alipay-content-error.js';
import type { UnsafeIntegerError } from './read-json.js';

/** The error of a response that holds an integer beyond 2^53. */
export function unsafeInteger(
  { member }: UnsafeIntegerError,
  where: { readonly status: number; readonly traceId: string | undefined },
): AlipayContentError {
  const shown = /^[\w.-]{1,64}$/.test(member) ? member : 'a member';
  const message =
    `the response holds an integer beyond 2^53 in ${shown}, which a number cannot hold exactly; ` +
    "set bigints: 'string' to get its digits as text";
  return new AlipayContentError(message, { problem: 'unsafe-integer', ...where });
}
