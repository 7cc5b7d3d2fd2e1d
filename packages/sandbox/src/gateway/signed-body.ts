import { Refusal } from '../refusal.js';
import type { V3Request } from './v3-message.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The body as the signature covers it. Bytes that are not UTF-8 are refused, so that the text encodes back to exactly
 * the bytes that came.
 *
 * @throws Refusal
 */
export function signedBody({ headers, body }: V3Request): string {
  if (/^multipart\//i.test(headers['content-type'] ?? '')) {
    throw new Refusal('invalid-parameter', '参数有误：content-type不支持multipart');
  }
  try {
    return decoder.decode(body);
  } catch {
    throw new Refusal('invalid-encoding', '编码错误：请求体不是UTF-8');
  }
}
