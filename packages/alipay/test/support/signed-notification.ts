import { type SignType, signRsa } from '@lingpai/alipay';
import { alipayKeys } from './alipay-stand-in.js';

export interface SignedNotificationOptions {
  readonly rule?: 'V1' | 'V2';
  readonly signType?: SignType;
}

/** The bytes that Alipay signs: fields with bytes of any charset, in the order of their names. */
export function signedBytes(fields: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const names = Object.keys(fields).filter((name) => fields[name]?.length !== 0);
  const parts = names
    .sort()
    .flatMap((name, index) => [Buffer.from(`${index === 0 ? '' : '&'}${name}=`), Buffer.from(fields[name] ?? '')]);
  return Buffer.concat(parts);
}

/** The form of a notification as Alipay posts it. */
export async function signedNotification(
  fields: Readonly<Record<string, string | Uint8Array>>,
  { rule = 'V1', signType = 'RSA2' }: SignedNotificationOptions = {},
): Promise<string> {
  const covered = rule === 'V1' ? fields : { ...fields, sign_type: signType };
  const sign = await signRsa(signedBytes(covered), alipayKeys.privateKey, signType);
  const all: Readonly<Record<string, string | Uint8Array>> = { ...fields, sign_type: signType, sign };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${percentEncoded(Buffer.from(value))}`)
    .join('&');
}

function percentEncoded(bytes: Buffer): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
