import type { KeyObject } from 'node:crypto';
import { signRsa } from '@lingpai/alipay';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import type { NotificationRule } from './notification-kind.js';

type Encode = (text: string) => Buffer;

/** The table of GBK is loaded by the first notification that needs it. */
async function encoder(charset: SandboxSettings['notificationCharset']): Promise<Encode> {
  if (charset === 'UTF-8') return (text) => Buffer.from(text);
  const { default: iconv } = await import('iconv-lite');
  return (text) => iconv.encode(text, 'gbk');
}

export interface NotificationBodyOptions {
  readonly rule: NotificationRule;
  readonly charset: SandboxSettings['notificationCharset'];
  readonly privateKey: KeyObject;
  /** Sign something other than the fields. */
  readonly wrong: boolean;
}

/** The form of a notification, signed. Empty values are not signed. */
export async function notificationBody(
  fields: Readonly<Record<string, string>>,
  { rule, charset, privateKey, wrong }: NotificationBodyOptions,
): Promise<string> {
  const encode = await encoder(charset);
  const signType = { sign_type: 'RSA2' };
  const text = Object.entries(rule === 'V2' ? { ...fields, ...signType } : fields)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const sign = await signRsa(encode(wrong ? `${text}&` : text), privateKey);
  return Object.entries({ ...fields, ...signType, sign })
    .map(([name, value]) => `${name}=${formEncode(encode(value))}`)
    .join('&');
}

/** Percent-encodes what a form does not carry as it is. */
function formEncode(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(character)) return character;
    return byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
