import { dataPartName } from '../multipart/form-part.js';
import { Refusal } from '../refusal.js';
import type { V3Request } from './v3-message.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The body as the signature covers it; of a multipart form the part `data` alone, or nothing without one. Bytes
 * that are not UTF-8 are refused, so that the text encodes back to exactly the bytes that came.
 *
 * @throws Refusal
 */
export function signedBody({ headers, body, form }: V3Request): string {
  if (form === undefined && /^multipart\//i.test(headers['content-type'] ?? '')) {
    throw new Refusal('invalid-parameter', '参数有误：content-type应为multipart/form-data');
  }
  try {
    return decoder.decode(form === undefined ? body : form.find(({ name }) => name === dataPartName)?.content);
  } catch {
    throw new Refusal('invalid-encoding', '编码错误：请求体不是UTF-8');
  }
}
