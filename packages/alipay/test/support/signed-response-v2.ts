import type { KeyObject } from 'node:crypto';
import { signRsa, type Transport, type TransportRequest } from '@lingpai/alipay';
import { alipayKeys } from './alipay-stand-in.js';

/** A body of the v2 gateway whose response object is exactly this text, signed. */
export async function signedBody(
  member: string,
  content: string,
  more: Readonly<Record<string, string>> = {},
  privateKey: KeyObject = alipayKeys.privateKey,
): Promise<string> {
  const rest = Object.entries({ ...more, sign: await signRsa(content, privateKey) });
  return `{"${member}":${content}${rest.map(([name, value]) => `,"${name}":"${value}"`).join('')}}`;
}

/** A transport that gives one body again and again and keeps what it was sent. */
export function answering(body: string, status = 200): { transport: Transport; sent: TransportRequest[] } {
  const sent: TransportRequest[] = [];
  const transport: Transport = async (request) => {
    sent.push(request);
    return { status, headers: { 'alipay-trace-id': 'trace-2' }, body: Buffer.from(body) };
  };
  return { transport, sent };
}
