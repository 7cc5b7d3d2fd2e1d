import { responseSignBytes, signRsa } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import type { Sandbox } from '../sandbox.js';
import { randomHex } from '../settings/random-source.js';
import type { V3Response } from './v3-message.js';

/** A response before it is signed. */
export interface UnsignedResponse {
  readonly status: number;
  readonly contentType: 'application/json' | 'text/plain' | 'text/event-stream';
  readonly body: Buffer;
}

/** How the gateway signs wrongly on purpose. */
export interface SigningOptions {
  /** Sign something other than the body. */
  readonly wrong?: boolean | undefined;
  /** Sign with the certificate of another merchant's application. */
  readonly stranger?: boolean | undefined;
}

/** Signs with the key that the application trusts; an unknown application gets the key of key mode. */
export async function signResponse(
  { alipay, clock, random }: Sandbox,
  response: UnsignedResponse,
  application: Application | undefined,
  { wrong = false, stranger = false }: SigningOptions = {},
): Promise<V3Response> {
  const present = stranger ? () => alipay.stranger() : () => alipay.certificate();
  const certificate = application?.mode === 'certificate' ? await present() : undefined;
  const { pair } = certificate ?? (stranger ? await alipay.stranger() : alipay);
  const timestamp = String(clock.now());
  const nonce = randomHex(random, 32);
  const signed = wrong ? Buffer.concat([response.body, Buffer.from(' ')]) : response.body;
  return {
    status: response.status,
    headers: {
      'content-type': response.contentType,
      'alipay-timestamp': timestamp,
      'alipay-nonce': nonce,
      'alipay-signature': await signRsa(responseSignBytes(timestamp, nonce, signed), pair.privateKey),
      'alipay-trace-id': randomHex(random, 30),
      ...(certificate === undefined ? {} : { 'alipay-sn': certificate.serialNumber }),
    },
    body: response.body,
  };
}
