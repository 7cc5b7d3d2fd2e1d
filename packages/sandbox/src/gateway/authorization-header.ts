import { authorizationScheme } from '@lingpai/alipay';
import { Refusal } from '../refusal.js';

/** The `Authorization` header of a v3 request, taken apart. */
export interface AuthorizationHeader {
  /** What was signed of it: the text without scheme and signature, as it came. */
  readonly authString: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly signature: string | undefined;
}

/** @throws Refusal */
export function parseAuthorization(header: string | undefined): AuthorizationHeader {
  if (header === undefined || header === '')
    throw new Refusal('missing-signature', '缺少签名：请求头Authorization为空');
  const space = header.indexOf(' ');
  if (space < 0 || header.slice(0, space) !== authorizationScheme) {
    throw new Refusal('invalid-signature-type', `无效签名类型：Authorization应以"${authorizationScheme} "开头`);
  }
  const parts = header.slice(space + 1).split(',');
  const fields = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (fields.has(name)) throw new Refusal('invalid-parameter', `参数有误：Authorization中${name}重复`);
    fields.set(name, equals < 0 ? '' : part.slice(equals + 1));
  }
  const authString = parts.filter((part) => !part.startsWith('sign=')).join(',');
  return { authString, fields, signature: fields.get('sign') || undefined };
}
