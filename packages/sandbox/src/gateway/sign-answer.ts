import { responseSignBytes, signRsa } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import type { Sandbox } from '../sandbox.js';
import { randomHex } from '../settings/random-source.js';
import type { V3Answer } from './v3-message.js';

/** An answer before it is signed. */
export interface UnsignedAnswer {
  readonly status: number;
  readonly contentType: 'application/json' | 'text/plain';
  readonly body: Buffer;
}

/** How the gateway errs on purpose. */
export interface SigningOptions {
  /** Sign something else than the body. */
  readonly wrong?: boolean | undefined;
}

/** Signs with what the application trusts; an unknown one gets the key of key mode. */
export async function signAnswer(
  { alipay, clock, random }: Sandbox,
  answer: UnsignedAnswer,
  application: Application | undefined,
  { wrong = false }: SigningOptions = {},
): Promise<V3Answer> {
  const certificate = application?.mode === 'certificate' ? await alipay.certificate() : undefined;
  const { pair } = certificate ?? alipay;
  const timestamp = String(clock.now());
  const nonce = randomHex(random, 32);
  const signed = wrong ? Buffer.concat([answer.body, Buffer.from(' ')]) : answer.body;
  return {
    status: answer.status,
    headers: {
      'content-type': answer.contentType,
      'alipay-timestamp': timestamp,
      'alipay-nonce': nonce,
      'alipay-signature': await signRsa(responseSignBytes(timestamp, nonce, signed), pair.privateKey),
      'alipay-trace-id': randomHex(random, 30),
      ...(certificate === undefined ? {} : { 'alipay-sn': certificate.serialNumber }),
    },
    body: answer.body,
  };
}
