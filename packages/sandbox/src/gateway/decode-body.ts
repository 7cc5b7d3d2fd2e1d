import type { Application } from '../applications/application.js';
import { dataPartName } from '../multipart/form-part.js';
import { Refusal } from '../refusal.js';
import { signedBody } from './signed-body.js';
import type { V3Request } from './v3-message.js';

/** Members of a request's JSON object; empty without a body. */
export type RequestFields = Readonly<Record<string, unknown>>;

/** Whether the request declares encrypted content. @throws Refusal when the algorithm is unknown */
export function isEncrypted({ headers }: V3Request): boolean {
  const type = headers['alipay-encrypt-type'];
  if (!type) return false;
  if (type !== 'AES') throw new Refusal('invalid-encrypt-type', `无效的加密类型：alipay-encrypt-type=${type}，应为AES`);
  return true;
}

/** Decrypts and parses. @throws Refusal */
export function decodeBody(request: V3Request, application: Application): RequestFields {
  const encrypted = isEncrypted(request);
  if (encrypted && application.cipher === undefined) {
    throw new Refusal('missing-encrypt-key', '缺少加密配置：应用未设置接口内容加密密钥');
  }
  const text = signedBody(request);
  if (text === '') return {};
  if (encrypted) return parseObject(decrypt(text, application));
  if (/^text\/plain/i.test(contentTypeOf(request))) {
    throw new Refusal('missing-encrypt-type', '缺少加密类型：content-type为text/plain时须传请求头alipay-encrypt-type');
  }
  return parseObject(text);
}

/** What the parameters are sent as. */
function contentTypeOf({ headers, form }: V3Request): string {
  const data = form?.find(({ name }) => name === dataPartName);
  return data?.contentType ?? headers['content-type'] ?? '';
}

const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function decrypt(cipherText: string, { cipher }: Application): string {
  if (cipher === undefined || !base64.test(cipherText)) {
    throw new Refusal('decryption-error', '解密出错：请求体不是base64密文');
  }
  try {
    return cipher.decrypt(cipherText);
  } catch (error) {
    // The cipher either opens the text or not. A TypeError means that the opened bytes are not UTF-8.
    if (error instanceof TypeError) throw new Refusal('decryption-error-unknown', '解密出错：解密结果不是UTF-8');
    throw new Refusal('decryption-error', '解密出错：密文无法用应用的加密密钥解开');
  }
}

function parseObject(text: string): RequestFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('illegal-json', 'json格式错误：请求体无法解析');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('illegal-json', 'json格式错误：请求体应为json对象');
  }
  return { ...value };
}
