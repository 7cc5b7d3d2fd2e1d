import { brandClass } from '../class-brand.js';

/**
 * The base of every error that Alipay or the network causes. A mistake of the caller (a wrong option, a wrong parameter)
 * is a `TypeError` instead.
 *
 * No message and no field of any subclass holds a key, a token, a code, a signed text or a body. Texts of a remote are
 * at most 2 KB, with control characters escaped.
 */
export class AlipayError extends Error {
  static {
    brandClass(AlipayError, 'AlipayError');
    AlipayError.prototype.name = 'AlipayError';
  }
}
